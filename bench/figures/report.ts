import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Line, lineTable } from './line-table.ts'
import { machine } from './machine.ts'

/** What a run has found out: told line by line, kept as JSON with the raw figures behind it. */
export interface Report {
  readonly raw: Record<string, unknown>
  readonly line: (line: Line) => void
  readonly tell: (sentence: string) => void
  /** Keeps what there is, in case that the run does not reach its end. */
  readonly save: () => void
}

export interface Results extends Record<string, unknown> {
  readonly kind: string
  readonly lines: readonly Line[]
}

export const RESULTS_FOLDER = join(import.meta.dirname, '..', 'results')

/** Runs the measurements, prints a table and writes all figures to bench/results/; @returns the file */
export async function reportOn(kind: string, measure: (report: Report) => Promise<void>): Promise<string> {
  const [lines, raw]: [Line[], Record<string, unknown>] = [[], { machine: await machine() }]
  const line = (one: Line): void => {
    lines.push(one)
    console.log(
      `${one.isMet ? 'ok  ' : 'MISS'} ${one.what}: ${one.measured} (budget ${one.budget}; floor ${one.floor})`,
    )
  }
  const save = () => writeResults({ kind, lines, ...raw })
  try {
    await measure({ raw, line, tell: sentence => console.log(`     ${sentence}`), save })
    if (lines.length > 0) console.log(`\n${lineTable(lines)}\n`)
  } finally {
    save()
  }
  return fileOf(kind)
}

const startedAt = new Date().toISOString().slice(0, 19).replaceAll(':', '')

const fileOf = (kind: string): string => join(RESULTS_FOLDER, `local-${kind}-${startedAt}.json`)

function writeResults(results: Results): void {
  mkdirSync(RESULTS_FOLDER, { recursive: true })
  writeFileSync(fileOf(results.kind), `${JSON.stringify(results, rounded, 1)}\n`)
}

/** Six digits after the point are more than any of our clocks has. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(6)) : value

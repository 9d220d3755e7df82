import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machine } from './machine.ts'

/** One line of a published table. */
export interface Line {
  readonly what: string
  readonly floor: string
  readonly measured: string
  readonly budget: string
  readonly isMet: boolean
}

/** What a run has found out: told line by line, kept as JSON with the raw figures behind it. */
export interface Report {
  readonly raw: Record<string, unknown>
  readonly line: (line: Line) => void
  readonly tell: (sentence: string) => void
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
  try {
    await measure({ raw, line, tell: sentence => console.log(`     ${sentence}`) })
  } finally {
    writeResults({ kind, lines, ...raw })
  }
  return writeResults({ kind, lines, ...raw })
}

const startedAt = new Date().toISOString().slice(0, 19).replaceAll(':', '')

function writeResults(results: Results): string {
  const file = join(RESULTS_FOLDER, `local-${results.kind}-${startedAt}.json`)
  mkdirSync(RESULTS_FOLDER, { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, rounded, 1)}\n`)
  return file
}

/** Six digits after the point are more than any of our clocks has. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(6)) : value

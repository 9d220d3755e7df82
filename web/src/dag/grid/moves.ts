import type { Selection } from '../selection.ts'
import type { GridRow } from './rows.ts'

interface Field {
  readonly rows: readonly GridRow[]
  readonly runIds: readonly string[]
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-20, 0],
  PageDown: [20, 0],
}

/** Where a key leads from what is selected; null for keys that lead nowhere. Above the first task is the run itself. */
export function moved(key: string, { run, task }: Selection, { rows, runIds }: Field): Selection | null {
  const step = STEPS[key]
  if (step === undefined || runIds.length === 0) return null
  const [down, right] = step
  const column = run === undefined ? runIds.length - 1 : within(runIds.indexOf(run) + right, 0, runIds.length - 1)
  const at = task === undefined ? -1 : rows.findIndex(row => row.id === task)
  const row = rows[within(at + down, -1, rows.length - 1)]
  return { run: runIds[column], task: row?.id }
}

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

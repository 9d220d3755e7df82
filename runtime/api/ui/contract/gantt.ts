import type { GridRun } from './dag.ts'

/** One try of a task instance. Times are milliseconds since the epoch. */
export interface GanttTry {
  readonly taskId: string
  readonly mapIndex: number
  readonly tryNumber: number
  readonly state: string
  readonly queuedMs: number | null
  readonly startMs: number | null
  /** Null while it goes on. */
  readonly endMs: number | null
}

/** When the tasks of one run were queued and ran. */
export interface DagGantt {
  readonly run: GridRun
  /** Tries that were queued or have run; those of one task instance in their order. */
  readonly tries: readonly GanttTry[]
}

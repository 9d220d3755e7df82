/** What charts draw of one run: the run itself, or one task of it. Times are milliseconds since the epoch. */
export interface ChartRun {
  readonly runId: string
  readonly state: string
  readonly logicalDateMs: number
  /** From when on the run could have been started: the end of its data interval. */
  readonly dueMs: number
  readonly queuedMs: number | null
  readonly startMs: number | null
  /** Null while it goes on. */
  readonly endMs: number | null
  /** Of the task; of a run the most that one of its tasks has had. */
  readonly tries: number
}

export interface DagCharts {
  /** The oldest first; without those that do not have the task. */
  readonly runs: readonly ChartRun[]
}

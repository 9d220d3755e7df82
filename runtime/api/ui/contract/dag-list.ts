/** A run as the DAG list draws it. Times are milliseconds since the epoch. */
export interface RunBar {
  readonly runId: string
  readonly state: string
  readonly logicalDateMs: number
  readonly startMs: number | null
  readonly endMs: number | null
}

/** One line of the DAG list. */
export interface DagLine {
  readonly dagId: string
  readonly displayName: string
  readonly description: string | null
  readonly owners: readonly string[]
  readonly tags: readonly string[]
  readonly isPaused: boolean
  readonly hasImportErrors: boolean
  readonly schedule: string | null
  readonly nextRunMs: number | null
  /** The oldest first. */
  readonly runs: readonly RunBar[]
  /** How many task instances of the newest run are in each state; `none` stands for no state. */
  readonly tasks: Readonly<Record<string, number>>
}

/** All that the DAG list shows. */
export interface DagList {
  readonly dags: readonly DagLine[]
  /** DAGs that the filter matches. */
  readonly total: number
  /** Active DAGs, whatever the filter. */
  readonly counts: DagCounts
  readonly tags: readonly string[]
  readonly owners: readonly string[]
}

export interface DagCounts {
  readonly all: number
  readonly unpaused: number
  readonly paused: number
  readonly running: number
  /** DAGs whose last run failed. */
  readonly failed: number
}

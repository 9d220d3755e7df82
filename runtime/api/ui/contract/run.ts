/** What the panel of a run shows. Times are milliseconds since the epoch. */
export interface RunPanel {
  readonly dagId: string
  readonly runId: string
  readonly state: string
  readonly runType: string
  readonly isExternalTrigger: boolean
  readonly logicalDateMs: number
  readonly intervalStartMs: number | null
  readonly intervalEndMs: number | null
  readonly queuedMs: number | null
  readonly startMs: number | null
  readonly endMs: number | null
  readonly lastDecisionMs: number | null
  readonly conf: Readonly<Record<string, unknown>>
  readonly note: string | null
  /** Of the DAG's structure that the run was last decided by; null for runs that never were. */
  readonly hash: string | null
  /** Whether the DAG file says the same today. */
  readonly isOfCurrentDag: boolean
  /** How many task instances are in each state; `none` stands for no state. */
  readonly tasks: Readonly<Record<string, number>>
  /** Changes of datasets that led to it, the oldest first. */
  readonly datasetEvents: readonly RunDatasetEvent[]
  readonly neighbours: RunNeighbours
}

/** The runs of the same DAG before and after, by logical date. */
export interface RunNeighbours {
  readonly previousRunId: string | null
  readonly nextRunId: string | null
}

export interface RunDatasetEvent {
  readonly id: number
  readonly uri: string
  readonly atMs: number
  /** Null for a change that came from outside. */
  readonly sourceDagId: string | null
  readonly sourceRunId: string | null
  readonly sourceTaskId: string | null
}

/** What running a task instance now would pass over. */
export interface RunNowPreview {
  readonly taskId: string
  readonly runId: string
  readonly mapIndex: number
  /** Dependencies that are not met, each in words. */
  readonly ignored: readonly string[]
  /** What it would have to wait for all the same: a pause, a pool, a limit. */
  readonly holding: readonly string[]
  /** Whether it can be done: no attempt is under way. */
  readonly isPossible: boolean
}

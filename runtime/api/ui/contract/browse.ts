/** A run as lists show it. Times are milliseconds since the epoch. */
export interface RunLine {
  readonly dagId: string
  readonly runId: string
  readonly state: string
  readonly runType: string
  readonly logicalDateMs: number
  readonly startMs: number | null
  readonly endMs: number | null
  readonly note: string | null
}

export interface RunList {
  readonly runs: readonly RunLine[]
  readonly total: number
}

/** A task instance as lists show it. */
export interface TaskInstanceLine {
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  /** -1 where the task is not mapped. */
  readonly mapIndex: number
  readonly state: string | null
  readonly tryNumber: number
  readonly operator: string | null
  readonly pool: string
  readonly queue: string | null
  readonly hostname: string
  readonly startMs: number | null
  readonly endMs: number | null
  readonly note: string | null
}

export interface TaskInstanceList {
  readonly taskInstances: readonly TaskInstanceLine[]
  readonly total: number
}

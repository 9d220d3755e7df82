/** A dataset with who produces it and who waits for it. Times are milliseconds since the epoch. */
export interface DatasetLine {
  readonly id: number
  readonly uri: string
  readonly events: number
  readonly lastEventMs: number | null
  readonly producers: readonly { readonly dagId: string; readonly taskId: string }[]
  readonly consumers: readonly DatasetConsumer[]
}

export interface DatasetConsumer {
  readonly dagId: string
  /** Since when its next run, which waits for other datasets, knows of a change of this one. */
  readonly queuedMs: number | null
}

export interface DatasetList {
  readonly datasets: readonly DatasetLine[]
  readonly total: number
}

/** A change of a dataset: the task that made it, unless it came from outside, and the runs that it led to. */
export interface DatasetEventLine {
  readonly id: number
  readonly atMs: number
  readonly dagId: string | null
  readonly taskId: string | null
  readonly runId: string | null
  readonly extra: unknown
  readonly createdRuns: readonly { readonly dagId: string; readonly runId: string; readonly state: string }[]
}

/** The newest first. */
export interface DatasetEvents {
  readonly events: readonly DatasetEventLine[]
  readonly total: number
}

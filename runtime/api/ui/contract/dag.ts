/** A task as pages draw it. */
export interface TaskNode {
  readonly taskId: string
  readonly label: string
  readonly operator: string
  readonly groupId: string | null
  readonly triggerRule: string
  readonly downstreamTaskIds: readonly string[]
}

export interface GroupNode {
  readonly groupId: string
  readonly label: string
  readonly parentGroupId: string | null
  readonly tooltip: string
}

/** A DAG and its structure, which stays the same until its hash changes. */
export interface DagPage {
  readonly dagId: string
  readonly displayName: string
  readonly description: string | null
  readonly docMd: string | null
  readonly hash: string
  readonly isPaused: boolean
  readonly hasImportErrors: boolean
  readonly owners: readonly string[]
  readonly tags: readonly string[]
  readonly schedule: string | null
  readonly scheduleDescription: string | null
  readonly timezone: string
  readonly fileloc: string
  readonly catchup: boolean
  readonly maxActiveRuns: number
  readonly maxActiveTasks: number
  readonly startMs: number | null
  readonly nextRunMs: number | null
  readonly lastParsedMs: number | null
  readonly params: Readonly<Record<string, unknown>>
  /** Each task after all its upstream tasks. */
  readonly tasks: readonly TaskNode[]
  readonly groups: readonly GroupNode[]
}

export interface GridRun {
  readonly runId: string
  readonly state: string
  readonly runType: string
  readonly logicalDateMs: number
  readonly queuedMs: number | null
  readonly startMs: number | null
  readonly endMs: number | null
}

/** A run with where people wrote of it. */
export interface NotedRun extends GridRun {
  readonly hasNote: boolean
  /** Tasks that have a note in this run. */
  readonly notedTaskIds: readonly string[]
}

/** States of task instances, one letter each, so that a thousand tasks of many runs are small. */
export interface DagGrid {
  readonly hash: string
  /** What the columns of `states` are: the tasks of the DAG, then those that only runs still have. */
  readonly taskIds: readonly string[]
  /** The oldest first. */
  readonly runs: readonly NotedRun[]
  /** For each run one letter per task (STATE_LETTERS); of a mapped task the state that matters most. */
  readonly states: readonly string[]
}

/** The letter of each state in `DagGrid.states`; a dot is a task that the run does not have. */
export const STATE_LETTERS = {
  none: 'n',
  removed: 'x',
  scheduled: 'c',
  queued: 'q',
  running: 'r',
  success: 's',
  restarting: 'z',
  failed: 'f',
  up_for_retry: 'y',
  up_for_reschedule: 'e',
  upstream_failed: 'u',
  skipped: 'k',
  deferred: 'd',
} as const

export type StateName = keyof typeof STATE_LETTERS

/** Of several task instances that share one place, the state that stands first here is shown (Airflow's priority). */
export const STATE_PRIORITY: readonly StateName[] = [
  'failed',
  'upstream_failed',
  'up_for_retry',
  'up_for_reschedule',
  'queued',
  'scheduled',
  'deferred',
  'running',
  'restarting',
  'none',
  'success',
  'skipped',
  'removed',
]

/** A DAG file as it was when it was last read. */
export interface DagCode {
  readonly fileloc: string
  readonly source: string
}

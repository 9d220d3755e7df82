/** The states of Airflow 2.10 (airflow.utils.state); `null` is Airflow's "none": not considered yet. */
export type TaskInstanceState =
  | 'removed'
  | 'scheduled'
  | 'queued'
  | 'running'
  | 'success'
  | 'restarting'
  | 'failed'
  | 'up_for_retry'
  | 'up_for_reschedule'
  | 'upstream_failed'
  | 'skipped'
  | 'deferred'

export type DagRunState = 'queued' | 'running' | 'success' | 'failed'

export type JobState = 'running' | 'success' | 'failed' | 'restarting'

/** `null` stands for "no state yet". */
export type MaybeState = TaskInstanceState | null

const FINISHED: ReadonlySet<MaybeState> = new Set<MaybeState>([
  'success',
  'failed',
  'skipped',
  'upstream_failed',
  'removed',
])

export const isFinished = (state: MaybeState): boolean => FINISHED.has(state)

export const isFailedState = (state: MaybeState): boolean => state === 'failed' || state === 'upstream_failed'

export const isSuccessState = (state: MaybeState): boolean => state === 'success' || state === 'skipped'

/** States that hold a slot of every limit: pools, DAG, task and parallelism. */
export const EXECUTION_STATES = ['running', 'queued'] as const

export const TASK_INSTANCE_STATES: readonly TaskInstanceState[] = [
  'removed',
  'scheduled',
  'queued',
  'running',
  'success',
  'restarting',
  'failed',
  'up_for_retry',
  'up_for_reschedule',
  'upstream_failed',
  'skipped',
  'deferred',
]

export const DAG_RUN_STATES: readonly DagRunState[] = ['queued', 'running', 'success', 'failed']

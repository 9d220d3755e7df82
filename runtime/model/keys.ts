import type { DagRunState } from './states.ts'

/** Identifies a DAG run. */
export interface DagRunKey {
  readonly dagId: string
  readonly runId: string
}

/** Identifies a task instance; `mapIndex` is -1 for a task that is not mapped. */
export interface TaskInstanceKey extends DagRunKey {
  readonly taskId: string
  readonly mapIndex: number
}

export type RunType = 'manual' | 'scheduled' | 'backfill' | 'dataset_triggered'

/** A DAG run as templates, handlers and the scheduler see it. All times are milliseconds since the epoch, UTC. */
export interface DagRun extends DagRunKey {
  readonly id: number
  readonly state: DagRunState
  readonly runType: RunType
  readonly externalTrigger: boolean
  readonly logicalDateMs: number
  readonly dataIntervalStartMs: number | null
  readonly dataIntervalEndMs: number | null
  readonly queuedAtMs: number | null
  readonly startDateMs: number | null
  readonly endDateMs: number | null
  readonly conf: Readonly<Record<string, JsonValue>>
  readonly dagHash: string | null
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** `dag.task.run` in one string, for maps and logs. */
export const taskInstanceKeyText = (key: TaskInstanceKey): string =>
  `${key.dagId}\u0000${key.runId}\u0000${key.taskId}\u0000${key.mapIndex}`

/** Airflow's way to name a task instance in messages: `<TaskInstance: dag.task run [state]>`. */
export const taskInstanceLabel = (key: TaskInstanceKey, state: string | null = null): string =>
  `<TaskInstance: ${key.dagId}.${key.taskId} ${key.runId}${key.mapIndex >= 0 ? ` map_index=${key.mapIndex}` : ''} [${state ?? 'None'}]>`

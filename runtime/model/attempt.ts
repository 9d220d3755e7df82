import type { DagSpec, TaskSpec } from './dag.ts'
import type { DagRun, TaskInstanceKey } from './keys.ts'

/**
 * All that a worker needs to run one attempt of a task instance: what an executor sends.
 * The token names the attempt; the worker's claim (queued -> running) succeeds for that token only, and only once.
 */
export interface AttemptRequest extends TaskInstanceKey {
  /** UUID; kept in task_instance.external_executor_id, and the Celery message id. */
  readonly token: string
  readonly tryNumber: number
  readonly maxTries: number
  readonly priorityWeight: number
  readonly task: TaskSpec
  readonly dag: AttemptDag
  readonly run: DagRun
}

/** What an attempt needs to know of its DAG. */
export type AttemptDag = Pick<
  DagSpec,
  'dagId' | 'fileloc' | 'relativeFileloc' | 'params' | 'timezone' | 'renderTemplateAsNativeObj' | 'schedule' | 'tags'
>

export const attemptDag = (dag: DagSpec): AttemptDag => ({
  dagId: dag.dagId,
  fileloc: dag.fileloc,
  relativeFileloc: dag.relativeFileloc,
  params: dag.params,
  timezone: dag.timezone,
  renderTemplateAsNativeObj: dag.renderTemplateAsNativeObj,
  schedule: dag.schedule,
  tags: dag.tags,
})

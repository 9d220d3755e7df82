import type { TFunction } from 'i18next'
import { path, send } from '../api/client.ts'
import type { TaskInstancePlace } from '../api/queries.ts'

/** How far a change reaches beyond one task instance. */
export interface Options {
  readonly upstream?: boolean
  readonly downstream?: boolean
  readonly past?: boolean
  readonly future?: boolean
  readonly onlyFailed?: boolean
}

/** Airflow's TaskInstanceReference. */
export interface TaskReference {
  readonly dag_id: string
  readonly task_id: string
  readonly dag_run_id: string
}

/** Something that can be shown before it is done. */
export interface Change {
  readonly dagId: string
  readonly title: string
  readonly explanation: string
  readonly submit: string
  /** Those that this change has, as they are at first. */
  readonly options: Options
  readonly preview: (options: Options) => Promise<readonly TaskReference[]>
  readonly apply: (options: Options) => Promise<unknown>
}

export type MarkedState = 'success' | 'failed'

export const textOf = ({ task_id: taskId, dag_run_id: runId }: TaskReference): string => `${taskId} · ${runId}`

export interface References {
  readonly task_instances: readonly TaskReference[]
}

/** Runs a task instance again, and what depends on it. */
export function clearTask({ dagId, runId, taskId }: TaskInstancePlace, t: TFunction): Change {
  const request = (options: Options, isDryRun: boolean) =>
    send<References>('POST', path`/api/v1/dags/${dagId}/clearTaskInstances`, {
      dry_run: isDryRun,
      task_ids: [taskId],
      dag_run_id: runId,
      only_failed: options.onlyFailed,
      reset_dag_runs: true,
      ...relatives(options),
    })
  return {
    dagId,
    title: t('clear.title', { taskId }),
    explanation: t('clear.explain'),
    submit: t('clear.submit'),
    options: { downstream: true, upstream: false, past: false, future: false, onlyFailed: false },
    preview: async options => (await request(options, true)).task_instances,
    apply: options => request(options, false),
  }
}

export function markTask({ dagId, runId, taskId }: TaskInstancePlace, state: MarkedState, t: TFunction): Change {
  const request = (options: Options, isDryRun: boolean) =>
    send<References>('POST', path`/api/v1/dags/${dagId}/updateTaskInstancesState`, {
      dry_run: isDryRun,
      task_id: taskId,
      dag_run_id: runId,
      new_state: state,
      ...relatives(options),
    })
  return {
    dagId,
    title: t('mark.title', { taskId, state }),
    explanation: t('mark.explain'),
    submit: t('mark.submit', { state }),
    options: { upstream: false, downstream: false, past: false, future: false },
    preview: async options => (await request(options, true)).task_instances,
    apply: options => request(options, false),
  }
}

/** Runs every task instance of a run again. */
export function clearRun(dagId: string, runId: string, t: TFunction): Change {
  const request = (isDryRun: boolean) =>
    send<References>('POST', path`/api/v1/dags/${dagId}/dagRuns/${runId}/clear`, { dry_run: isDryRun })
  return {
    dagId,
    title: t('clear.title', { taskId: runId }),
    explanation: t('clear.explain'),
    submit: t('clear.submit'),
    options: {},
    preview: async () => (await request(true)).task_instances,
    apply: () => request(false),
  }
}

/** What the API calls these options. */
export const relatives = ({ upstream = false, downstream = false, past = false, future = false }: Options) => ({
  include_upstream: upstream,
  include_downstream: downstream,
  include_past: past,
  include_future: future,
})

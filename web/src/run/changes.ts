import type { TFunction } from 'i18next'
import type { RunNowPreview } from '../../../runtime/api/ui/contract/run.ts'
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

/** What a change would do. */
export interface Preview {
  readonly touched: readonly TaskReference[]
  /** What one should know before; a remark without lines is none. */
  readonly remarks?: readonly { readonly heading: string; readonly lines: readonly string[] }[]
  /** Whether there is something to do; absent: where it touches something. */
  readonly isPossible?: boolean
}

/** Something that can be shown before it is done. */
export interface Change {
  readonly dagId: string
  readonly title: string
  readonly explanation: string
  readonly submit: string
  /** Those that this change has, as they are at first. */
  readonly options: Options
  readonly preview: (options: Options) => Promise<Preview>
  readonly apply: (options: Options) => Promise<unknown>
}

export type MarkedState = 'success' | 'failed'

export const textOf = ({ task_id: taskId, dag_run_id: runId }: TaskReference): string => `${taskId} · ${runId}`

export interface References {
  readonly task_instances: readonly TaskReference[]
}

/** Runs a task instance again, and what depends on it. */
export function clearTask({ dagId, runId, taskId, mapIndex }: TaskInstancePlace, t: TFunction): Change {
  const request = (options: Options, isDryRun: boolean) =>
    send<References>('POST', path`/api/v1/dags/${dagId}/clearTaskInstances`, {
      dry_run: isDryRun,
      task_ids: [mapIndex === undefined ? taskId : [taskId, mapIndex]],
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
    preview: async options => ({ touched: (await request(options, true)).task_instances }),
    apply: options => request(options, false),
  }
}

export function markTask(place: TaskInstancePlace, state: MarkedState, t: TFunction): Change {
  const { dagId, taskId, mapIndex } = place
  const request = mapIndex === undefined ? markAll(place, state) : markMapped({ ...place, mapIndex }, state)
  return {
    dagId,
    title: t('mark.title', { taskId, state }),
    explanation: t('mark.explain'),
    submit: t('mark.submit', { state }),
    options: mapIndex === undefined ? { upstream: false, downstream: false, past: false, future: false } : {},
    preview: async options => ({ touched: await request(options, true) }),
    apply: options => request(options, false),
  }
}

type Request = (options: Options, isDryRun: boolean) => Promise<readonly TaskReference[]>

const markAll =
  ({ dagId, runId, taskId }: TaskInstancePlace, state: MarkedState): Request =>
  async (options, isDryRun) => {
    const body = { dry_run: isDryRun, task_id: taskId, dag_run_id: runId, new_state: state, ...relatives(options) }
    const address = path`/api/v1/dags/${dagId}/updateTaskInstancesState`
    return (await send<References>('POST', address, body)).task_instances
  }

/** One task instance of a mapped task; it has no relatives of its own. */
const markMapped =
  ({ dagId, runId, taskId, mapIndex }: Required<TaskInstancePlace>, state: MarkedState): Request =>
  async (_options, isDryRun) => {
    const address = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/${mapIndex as number}`
    return [await send<TaskReference>('PATCH', address, { dry_run: isDryRun, new_state: state })]
  }

/** Runs a task instance alone, whatever it depends on. */
export function runTask({ dagId, runId, taskId, mapIndex }: TaskInstancePlace, t: TFunction): Change {
  const request = (isDryRun: boolean) =>
    send<RunNowPreview>('POST', path`/ui/dags/${dagId}/runs/${runId}/tasks/${taskId}/run`, {
      dry_run: isDryRun,
      ...(mapIndex === undefined ? {} : { map_index: mapIndex }),
    })
  return {
    dagId,
    title: t('runNow.title', { taskId }),
    explanation: t('runNow.explain'),
    submit: t('runNow.submit'),
    options: {},
    preview: async () => {
      const { isPossible, ignored, holding } = await request(true)
      const remarks = [
        { heading: t('runNow.ignored'), lines: ignored },
        { heading: t('runNow.holding'), lines: holding },
      ]
      return { touched: isPossible ? [{ dag_id: dagId, task_id: taskId, dag_run_id: runId }] : [], remarks }
    },
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

import type { TFunction } from 'i18next'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import type { RunPanel } from '../../../runtime/api/ui/contract/run.ts'
import { get, path, send } from '../api/client.ts'
import { everyPage } from '../api/every-page.ts'
import type { Change, MarkedState, References, TaskReference } from './changes.ts'

type Run = Pick<RunPanel, 'dagId' | 'runId'>

/** Runs all task instances of a run again, or those that failed. */
export function clearRun({ dagId, runId }: Run, t: TFunction): Change {
  const request = (onlyFailed: boolean, isDryRun: boolean) =>
    onlyFailed
      ? send<References>('POST', path`/api/v1/dags/${dagId}/clearTaskInstances`, {
          dry_run: isDryRun,
          dag_run_id: runId,
          only_failed: true,
          reset_dag_runs: true,
        })
      : send<References>('POST', path`/api/v1/dags/${dagId}/dagRuns/${runId}/clear`, { dry_run: isDryRun })
  return {
    dagId,
    title: t('clear.title', { taskId: runId }),
    explanation: t('clear.explain'),
    submit: t('clear.submit'),
    options: { onlyFailed: false },
    preview: async ({ onlyFailed = false }) => ({ touched: (await request(onlyFailed, true)).task_instances }),
    apply: ({ onlyFailed = false }) => request(onlyFailed, false),
  }
}

/** Ends a run by hand: success takes all its task instances along, failed those that have not ended. */
export function markRun({ dagId, runId }: Run, state: MarkedState, t: TFunction): Change {
  return {
    dagId,
    title: t('mark.title', { taskId: runId, state }),
    explanation: t(`mark.run.${state}`),
    submit: t('mark.submit', { state }),
    options: {},
    preview: async () => ({
      touched: (await instancesOf({ dagId, runId })).filter(one => !KEPT[state].has(one.state)),
      isPossible: true,
    }),
    apply: () => send('PATCH', path`/api/v1/dags/${dagId}/dagRuns/${runId}`, { state }),
  }
}

const ENDED = ['success', 'failed', 'skipped', 'upstream_failed', 'removed']

/** Task instances in these states stay as they are. */
const KEPT: Readonly<Record<MarkedState, ReadonlySet<string | null>>> = {
  success: new Set(['success', 'removed']),
  failed: new Set(ENDED),
}

/** Airflow's "Queue up new tasks": the scheduler looks at the run again, and nothing that has ended is repeated. */
export function queueNewTasks({ dagId, runId }: Run, t: TFunction): Change {
  return {
    dagId,
    title: t('queue.title', { runId }),
    explanation: t('queue.explain'),
    submit: t('queue.submit'),
    options: {},
    preview: async () => ({ touched: await missingTasks({ dagId, runId }), isPossible: true }),
    apply: () => send('PATCH', path`/api/v1/dags/${dagId}/dagRuns/${runId}`, { state: 'queued' }),
  }
}

interface Instance extends TaskReference {
  readonly state: string | null
}

const PAGE = 1000

interface Instances {
  readonly task_instances: readonly Instance[]
  readonly total_entries: number
}

/** All of a run. */
const instancesOf = ({ dagId, runId }: Run): Promise<Instance[]> =>
  everyPage(PAGE, async paging => {
    const address = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances`
    const { task_instances: items, total_entries: total } = await get<Instances>(`${address}?${paging}`)
    return { items, total }
  })

/** Tasks that the DAG has gained since the run was made, and those that have not run. */
async function missingTasks({ dagId, runId }: Run) {
  const { tasks } = await get<DagPage>(path`/ui/dags/${dagId}`)
  const done = new Set((await instancesOf({ dagId, runId })).filter(one => one.state !== null).map(one => one.task_id))
  return tasks
    .filter(({ taskId }) => !done.has(taskId))
    .map(({ taskId }) => ({
      dag_id: dagId,
      task_id: taskId,
      dag_run_id: runId,
    }))
}

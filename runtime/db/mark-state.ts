import { type DagGraph, relatives } from '../model/dag.ts'
import { DagRunNotFound } from '../model/errors.ts'
import type { DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import { type DagRunState, isFinished, type MaybeState } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import { selectInstancesToClear } from './clear-selection.ts'
import { clearTaskInstances } from './clear-task-instances.ts'
import { findDagRun } from './dag-run.ts'
import { lockTaskInstances } from './run-lock.ts'
import type { Db } from './tables.ts'
import { isTaskInstance, type TaskInstance } from './task-instance.ts'

export type MarkedState = 'success' | 'failed' | 'skipped'

/** Which task instances to mark, seen from one run. */
export interface TaskMark extends DagRunKey {
  readonly taskIds: readonly string[]
  /** Only these indexes of mapped tasks; all of them when absent. */
  readonly mapIndexes?: readonly number[]
  readonly state: MarkedState
  readonly upstream?: boolean
  readonly downstream?: boolean
  /** The same tasks in earlier and later runs too. */
  readonly past?: boolean
  readonly future?: boolean
}

/**
 * What a mark would change: instances that are not in that state yet (Airflow's set_state with commit=False). Locks the
 * rows. @throws DagRunNotFound
 */
export async function selectInstancesToMark(db: Db, graph: DagGraph, mark: TaskMark): Promise<TaskInstance[]> {
  const taskIds = markedTaskIds(graph, mark)
  const found: TaskInstance[] = []
  for (const run of await markedRuns(db, mark)) found.push(...(await lockTaskInstances(db, run)))
  return found.filter(
    instance => taskIds.has(instance.taskId) && isIndexMarked(instance, mark) && instance.state !== mark.state,
  )
}

/**
 * Sets the state of task instances by hand; the worker of a running one ends its process. Once marked as success or
 * skipped, downstream tasks that failed for want of them are cleared, and their runs queued again (Airflow 2.10:
 * DAG.set_task_instance_state). Call it in a transaction, then wake the scheduler. @returns what was marked
 * @throws DagRunNotFound
 */
export async function markTaskInstances(
  db: Db,
  graph: DagGraph,
  mark: TaskMark & { readonly nowMs: number },
): Promise<TaskInstance[]> {
  const instances = await selectInstancesToMark(db, graph, mark)
  for (const instance of instances) await setState(db, instance, { state: mark.state, nowMs: mark.nowMs })
  if (mark.state !== 'failed') await resumeDownstream(db, graph, mark)
  return instances
}

/**
 * Sets the state of a run by hand (Airflow 2.10's mark_tasks): success takes all task instances along; failed ends what
 * runs as failed and skips what waits; queued lets the scheduler go on with it. Call it in a transaction, then wake
 * the scheduler. @returns the task instances that changed @throws DagRunNotFound
 */
export async function markDagRun(
  db: Db,
  run: DagRunKey,
  mark: { readonly state: Exclude<DagRunState, 'running'>; readonly nowMs: number },
): Promise<TaskInstanceKey[]> {
  if ((await findDagRun(db, run)) === null) throw new DagRunNotFound(run.dagId, run.runId)
  const changed: TaskInstanceKey[] = []
  for (const instance of await lockTaskInstances(db, run)) {
    const state = instanceStateOf(mark.state, instance.state)
    if (state === instance.state) continue
    await setState(db, instance, { state, nowMs: mark.nowMs })
    changed.push(instance)
  }
  await setRunState(db, run, mark)
  return changed
}

function markedTaskIds(graph: DagGraph, { taskIds, upstream, downstream }: TaskMark): ReadonlySet<string> {
  const marked = new Set(taskIds)
  if (upstream) for (const id of relatives(graph, taskIds, 'upstream')) marked.add(id)
  if (downstream) for (const id of relatives(graph, taskIds, 'downstream')) marked.add(id)
  return marked
}

const isIndexMarked = ({ taskId, mapIndex }: TaskInstance, { taskIds, mapIndexes }: TaskMark): boolean =>
  mapIndexes === undefined || !taskIds.includes(taskId) || mapIndexes.includes(mapIndex)

async function markedRuns(db: Db, mark: TaskMark): Promise<DagRunKey[]> {
  const own = await findDagRun(db, mark)
  if (own === null) throw new DagRunNotFound(mark.dagId, mark.runId)
  const at = sqlTimestamp(own.logicalDateMs)
  const rows = await db
    .selectFrom('dag_run')
    .select('run_id')
    .where('dag_id', '=', mark.dagId)
    .$if(!mark.past, query => query.where('execution_date', '>=', at))
    .$if(!mark.future, query => query.where('execution_date', '<=', at))
    .orderBy('run_id')
    .execute()
  return rows.map(row => ({ dagId: mark.dagId, runId: row.run_id }))
}

interface StateChange {
  readonly state: MaybeState
  readonly nowMs: number
}

/** Airflow's TaskInstance.set_state: dates that the row has stay as they are. */
async function setState(db: Db, instance: TaskInstance, { state, nowMs }: StateChange): Promise<void> {
  const startMs = instance.startDateMs ?? nowMs
  const endMs = instance.endDateMs ?? nowMs
  await db
    .updateTable('task_instance')
    .set({
      state,
      start_date: sqlTimestamp(startMs),
      end_date: sqlTimestamp(endMs),
      duration: (endMs - startMs) / 1000,
      updated_at: sqlTimestamp(nowMs),
    })
    .where(isTaskInstance(instance))
    .execute()
}

async function resumeDownstream(db: Db, graph: DagGraph, mark: TaskMark & { readonly nowMs: number }): Promise<void> {
  const downstream = relatives(graph, mark.taskIds, 'downstream')
  const failed: TaskInstance[] = []
  for (const run of await markedRuns(db, mark)) {
    failed.push(
      ...(await selectInstancesToClear(db, graph, { runId: run.runId, taskIds: [...downstream], onlyFailed: true })),
    )
  }
  const marked = new Set(mark.taskIds)
  await clearTaskInstances(
    db,
    failed.filter(instance => !marked.has(instance.taskId)),
    { nowMs: mark.nowMs, dagRunState: 'queued' },
  )
}

/** What runs while its run is marked as failed (Airflow: running_states of set_dag_run_state_to_failed). */
const UNDER_WAY: ReadonlySet<MaybeState> = new Set<MaybeState>([
  'running',
  'restarting',
  'deferred',
  'up_for_reschedule',
])

function instanceStateOf(run: DagRunState, state: MaybeState): MaybeState {
  if (run === 'success' && state !== 'removed') return 'success'
  if (run !== 'failed' || isFinished(state)) return state
  return UNDER_WAY.has(state) ? 'failed' : 'skipped'
}

async function setRunState(
  db: Db,
  run: DagRunKey,
  { state, nowMs }: { readonly state: DagRunState; readonly nowMs: number },
): Promise<void> {
  const at = sqlTimestamp(nowMs)
  const dates = state === 'queued' ? { queued_at: at, start_date: null, end_date: null } : { end_date: at }
  await db
    .updateTable('dag_run')
    .set({ state, updated_at: at, ...dates })
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .where('state', '!=', state)
    .execute()
}

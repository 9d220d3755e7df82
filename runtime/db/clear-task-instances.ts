import type { Updateable } from 'kysely'
import { type DagGraph, dagGraph } from '../model/dag.ts'
import { type DagRunKey, type TaskInstanceKey, taskInstanceKeyText } from '../model/keys.ts'
import { effectiveWeights } from '../model/priority.ts'
import { isFinished } from '../model/states.ts'
import { sqlTimestamp } from '../model/time.ts'
import { lockTaskInstances } from './run-lock.ts'
import { findSerializedDag } from './serialized-dag.ts'
import type { Db, Tables } from './tables.ts'
import { isTaskInstance, keyColumns, type TaskInstance } from './task-instance.ts'
import { recordHistory } from './task-transition.ts'

export interface Clearing {
  readonly nowMs: number
  /** What finished runs of cleared task instances become; null leaves them as they are. */
  readonly dagRunState: 'queued' | 'running' | null
}

/**
 * Makes task instances run again (Airflow 2.10's clear_task_instances): finished attempts go to the history and the
 * row to no state with fresh retries; a running one becomes restarting, which makes its worker end the process and
 * write up_for_retry. Call it in a transaction, then wake the scheduler for each of the runs.
 * @returns the runs that have cleared task instances
 */
export async function clearTaskInstances(
  db: Db,
  instances: readonly TaskInstanceKey[],
  clearing: Clearing,
): Promise<DagRunKey[]> {
  const tasks = new TaskColumns(db)
  const runs = keysByRun(instances)
  for (const { run, keys } of runs) {
    for (const instance of await lockTaskInstances(db, run)) {
      if (!keys.has(taskInstanceKeyText(instance))) continue
      await clearInstance(db, instance, { columns: await tasks.of(instance), nowMs: clearing.nowMs })
    }
    await reopenRun(db, run, clearing)
  }
  return runs.map(({ run }) => run)
}

/** In the order in which they are locked. */
function keysByRun(instances: readonly TaskInstanceKey[]) {
  const runs = new Map<string, { readonly run: DagRunKey; readonly keys: Set<string> }>()
  for (const key of instances) {
    const id = `${key.dagId}\u0000${key.runId}`
    const entry = runs.get(id) ?? { run: { dagId: key.dagId, runId: key.runId }, keys: new Set<string>() }
    entry.keys.add(taskInstanceKeyText(key))
    runs.set(id, entry)
  }
  return [...runs].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry)
}

/** What a cleared row takes over from the task as the DAG file now has it (Airflow: refresh_from_task, max_tries). */
class TaskColumns {
  readonly #db: Db
  readonly #dags = new Map<string, { graph: DagGraph; weights: ReadonlyMap<string, number> } | null>()

  constructor(db: Db) {
    this.#db = db
  }

  async of(instance: TaskInstance) {
    const dag = await this.#dag(instance.dagId)
    const task = dag?.graph.tasks.get(instance.taskId)
    // The DAG or the task may be gone; the row must still be able to run once more.
    if (dag == null || task === undefined) return { max_tries: Math.max(instance.maxTries, instance.tryNumber) }
    return {
      max_tries: instance.tryNumber + task.retries,
      pool: task.pool,
      pool_slots: task.poolSlots,
      queue: task.queue,
      priority_weight: dag.weights.get(task.taskId) ?? task.priorityWeight,
      operator: task.operator,
    }
  }

  async #dag(dagId: string) {
    const known = this.#dags.get(dagId)
    if (known !== undefined) return known
    const stored = await findSerializedDag(this.#db, dagId)
    const graph = stored === null ? null : dagGraph(stored.spec)
    const dag = graph === null ? null : { graph, weights: effectiveWeights(graph) }
    this.#dags.set(dagId, dag)
    return dag
  }
}

interface RowChange {
  readonly columns: Awaited<ReturnType<TaskColumns['of']>>
  readonly nowMs: number
}

async function clearInstance(db: Db, instance: TaskInstance, { columns, nowMs }: RowChange): Promise<void> {
  if (instance.state === 'restarting') return
  if (instance.state === 'running') {
    await updateRow(db, instance, { state: 'restarting', updated_at: sqlTimestamp(nowMs) })
    return
  }
  if (isFinished(instance.state)) await keepAttempt(db, instance)
  await updateRow(db, instance, {
    ...columns,
    state: null,
    external_executor_id: null,
    next_method: null,
    next_kwargs: null,
    updated_at: sqlTimestamp(nowMs),
  })
  await deleteReschedules(db, instance)
}

/** A try may be in the history already, e.g. one that failed with retries left and was then marked by hand. */
async function keepAttempt(db: Db, instance: TaskInstance): Promise<void> {
  const known = await db
    .selectFrom('task_instance_history')
    .select('id')
    .where(where => where.and(keyColumns(instance)))
    .where('try_number', '=', instance.tryNumber)
    .executeTakeFirst()
  if (known === undefined) await recordHistory(db, instance, instance.state)
}

async function updateRow(db: Db, key: TaskInstanceKey, row: Updateable<Tables['task_instance']>): Promise<void> {
  await db.updateTable('task_instance').set(row).where(isTaskInstance(key)).execute()
}

async function deleteReschedules(db: Db, key: TaskInstanceKey): Promise<void> {
  await db
    .deleteFrom('task_reschedule')
    .where(where => where.and(keyColumns(key)))
    .execute()
}

/** Only finished runs change: one that runs or waits takes the cleared task instances along. */
async function reopenRun(db: Db, run: DagRunKey, { nowMs, dagRunState }: Clearing): Promise<void> {
  if (dagRunState === null) return
  const at = sqlTimestamp(nowMs)
  await db
    .updateTable('dag_run')
    .set({ state: dagRunState, end_date: null, updated_at: at })
    .$if(dagRunState === 'running', query => query.set({ start_date: at }))
    .$if(dagRunState === 'queued', query =>
      query.set(column => ({
        start_date: null,
        queued_at: at,
        last_scheduling_decision: null,
        clear_number: column('clear_number', '+', 1),
      })),
    )
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .where('state', 'in', ['success', 'failed'])
    .execute()
}

import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { saveDag } from '../../runtime/db/dag.ts'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import { type StoredDag, saveSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { listTaskInstances } from '../../runtime/db/task-instance.ts'
import type { DagSpec, TaskSpec } from '../../runtime/model/dag.ts'
import type { DagRun, DagRunKey } from '../../runtime/model/keys.ts'
import { dagHash } from '../../runtime/model/serialized-dag.ts'
import type { MaybeState } from '../../runtime/model/states.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { dagSpec, taskSpec } from '../model/fixtures/dag-spec.ts'

export const DAY_MS = 86_400_000
/** Logical date of the first run. */
export const FIRST_DAY_MS = Date.UTC(2026, 10, 1)
export const NOW_MS = Date.UTC(2026, 10, 24, 12)

/** first -> second -> third, and aside: each task has two retries. */
export const chainDag = (dagId: string): DagSpec => ({
  ...dagSpec([task('first', ['second']), task('second', ['third']), task('third', []), task('aside', [])]),
  dagId,
})

const task = (taskId: string, downstreamTaskIds: readonly string[]): TaskSpec =>
  taskSpec(taskId, { downstreamTaskIds, retries: 2, kind: 'bash', operator: 'BashOperator' })

export async function storeSpec({ kysely }: Database, spec: DagSpec): Promise<StoredDag> {
  const stored = { spec, hash: dagHash(spec) }
  await saveSerializedDag(kysely, stored, NOW_MS)
  await saveDag(kysely, { spec, pausedAtCreation: false, nextRun: null, atMs: NOW_MS })
  return stored
}

/** Runs of consecutive days, ended as failed, whose tasks are in those states after one try each. */
export async function storeRuns(
  database: Database,
  dag: StoredDag,
  states: readonly Readonly<Record<string, MaybeState>>[],
): Promise<DagRun[]> {
  const runs: DagRun[] = []
  for (const [day, byTask] of states.entries()) {
    const run = await storeRun(database, dag, FIRST_DAY_MS + day * DAY_MS)
    for (const [taskId, state] of Object.entries(byTask)) await putState(database, run, { taskId, state })
    await database.kysely
      .updateTable('dag_run')
      .set({ state: 'failed', start_date: sqlTimestamp(NOW_MS - 9000), end_date: sqlTimestamp(NOW_MS - 1000) })
      .where('id', '=', run.id)
      .execute()
    runs.push(run)
  }
  return runs
}

const storeRun = (database: Database, dag: StoredDag, logicalDateMs: number): Promise<DagRun> =>
  inTransaction(database, db =>
    createDagRun(db, dag, {
      runType: 'scheduled',
      logicalDateMs,
      interval: { startMs: logicalDateMs, endMs: logicalDateMs + DAY_MS },
      nowMs: NOW_MS,
    }),
  )

/** As if the task's first try had come to this. */
export async function putState(
  { kysely }: Database,
  run: DagRunKey,
  { taskId, state }: { readonly taskId: string; readonly state: MaybeState },
): Promise<void> {
  const hasRun = state === 'success' || state === 'failed'
  await kysely
    .updateTable('task_instance')
    .set({
      state,
      try_number: state === null || state === 'upstream_failed' ? 0 : 1,
      external_executor_id: `token-${taskId}`,
      start_date: state === null ? null : sqlTimestamp(NOW_MS - 8000),
      end_date: hasRun ? sqlTimestamp(NOW_MS - 2000) : null,
    })
    .where('run_id', '=', run.runId)
    .where('dag_id', '=', run.dagId)
    .where('task_id', '=', taskId)
    .execute()
}

/** States of a run's task instances by task. */
export async function statesOf({ kysely }: Database, run: DagRunKey): Promise<Record<string, MaybeState>> {
  const instances = await listTaskInstances(kysely, run)
  return Object.fromEntries(instances.map(instance => [instance.taskId, instance.state]))
}

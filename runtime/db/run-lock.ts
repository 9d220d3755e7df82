import type { DagRun, DagRunKey } from '../model/keys.ts'
import { isOfRuns, toDagRun } from './dag-run.ts'
import type { Db } from './tables.ts'
import { TASK_INSTANCE_COLUMNS, type TaskInstance, toTaskInstance } from './task-instance.ts'
import { isMysql } from './upsert.ts'

/**
 * Who locks what on MySQL, always in this order: rows of dag (making and starting runs), of dag_run (deciding in a run,
 * clearing and marking), of slot_pool (queueing), of task_instance (whoever changes them). SQLite has one writer anyway.
 */

/** A run that no one else decides in or changes by hand until the transaction ends, with its DAG as it stands. */
export interface LockedRun {
  readonly run: DagRun
  readonly isPaused: boolean
  /** Of the serialized DAG; null when there is none any more. */
  readonly dagHash: string | null
}

/** Locks those of the runs that nobody else has locked; the others are left out. */
export async function lockFreeRuns(db: Db, keys: readonly DagRunKey[]): Promise<LockedRun[]> {
  if (keys.length === 0) return []
  const rows = await db
    .selectFrom('dag_run')
    .selectAll()
    .select(of => [
      of.selectFrom('dag').select('is_paused').whereRef('dag.dag_id', '=', 'dag_run.dag_id').as('is_paused'),
      of
        .selectFrom('serialized_dag')
        .select('serialized_dag.dag_hash')
        .whereRef('serialized_dag.dag_id', '=', 'dag_run.dag_id')
        .as('current_hash'),
    ])
    .where(isOfRuns(keys))
    .$if(isMysql(db), query => query.forUpdate().skipLocked())
    .execute()
  return rows.map(row => ({ run: toDagRun(row), isPaused: row.is_paused !== 0, dagHash: row.current_hash }))
}

/**
 * The task instances of a run, and nobody else changes it or them until this transaction ends. MySQL reads what was
 * committed last instead of the transaction's snapshot.
 */
export async function lockTaskInstances(db: Db, run: DagRunKey): Promise<TaskInstance[]> {
  if (isMysql(db))
    await db
      .selectFrom('dag_run')
      .select('id')
      .where(isOfRuns([run]))
      .forUpdate()
      .execute()
  const rows = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .$if(isMysql(db), query => query.forUpdate())
    .execute()
  return rows.map(toTaskInstance)
}

/** Which of the runs there are. */
export async function listExistingRuns(db: Db, keys: readonly DagRunKey[]): Promise<DagRunKey[]> {
  if (keys.length === 0) return []
  const rows = await db.selectFrom('dag_run').select(['dag_id', 'run_id']).where(isOfRuns(keys)).execute()
  return rows.map(row => ({ dagId: row.dag_id, runId: row.run_id }))
}

/** Locks those of the DAGs whose runs nobody else makes or starts now. */
export async function lockFreeDags(db: Db, dagIds: readonly string[]): Promise<string[]> {
  if (dagIds.length === 0) return []
  const rows = await db
    .selectFrom('dag')
    .select('dag_id')
    .where('dag_id', 'in', dagIds)
    .$if(isMysql(db), query => query.forUpdate().skipLocked())
    .execute()
  return rows.map(row => row.dag_id)
}

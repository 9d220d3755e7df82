import type { DagRunKey } from '../model/keys.ts'
import type { Db } from './tables.ts'
import { TASK_INSTANCE_COLUMNS, type TaskInstance, toTaskInstance } from './task-instance.ts'
import { isMysql } from './upsert.ts'

/**
 * The task instances of a run, and nobody else changes them until this transaction ends. SQLite has one writer anyway;
 * MySQL locks the rows, and reads what was committed last instead of the transaction's snapshot.
 */
export async function lockTaskInstances(db: Db, run: DagRunKey): Promise<TaskInstance[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(TASK_INSTANCE_COLUMNS)
    .where('dag_id', '=', run.dagId)
    .where('run_id', '=', run.runId)
    .$if(isMysql(db), query => query.forUpdate())
    .execute()
  return rows.map(toTaskInstance)
}

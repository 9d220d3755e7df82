import type { Insertable } from 'kysely'
import type { Db, Tables } from '../../runtime/db/tables.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'

export type TaskInstanceRow = Partial<Insertable<Tables['task_instance']>> & { readonly task_id: string }

export const DAG_ID = 'd'
const FIRST_DATE_MS = Date.UTC(2026, 0, 1)

/** A run of the DAG `d`; each is an hour later than the one before. */
export async function insertRun(db: Db, runId: string): Promise<void> {
  const runs = await db.selectFrom('dag_run').select('id').execute()
  const executionDate = sqlTimestamp(FIRST_DATE_MS + runs.length * 3_600_000)
  await db
    .insertInto('dag_run')
    .values({ dag_id: DAG_ID, run_id: runId, run_type: 'manual', execution_date: executionDate })
    .execute()
}

/** A new run with these task instances. */
export async function insertTaskInstances(db: Db, runId: string, instances: readonly TaskInstanceRow[]): Promise<void> {
  await insertRun(db, runId)
  const rows = instances.map(instance => ({
    dag_id: DAG_ID,
    run_id: runId,
    pool: 'default_pool',
    pool_slots: 1,
    ...instance,
  }))
  for (const row of rows) await db.insertInto('task_instance').values(row).execute()
}

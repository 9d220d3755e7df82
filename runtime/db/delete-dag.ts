import { SlipstreamError } from '../model/errors.ts'
import type { Db } from './tables.ts'
import { isMysql } from './upsert.ts'

/** A DAG cannot be deleted under the feet of its workers. */
export class DagStillRunning extends SlipstreamError {
  override readonly name = 'DagStillRunning'

  constructor(dagId: string) {
    super(`Task instances of dag with id: '${dagId}' are still running. Pause the DAG and wait, or mark them as failed`)
  }
}

/**
 * Deletes a DAG with all its history; audit events stay (Airflow's delete_dag). A DAG whose file is still there comes
 * back when the file is next parsed. Call it in a transaction. @returns whether there was such a DAG
 * @throws DagStillRunning
 */
export async function deleteDag(db: Db, dagId: string): Promise<boolean> {
  const dag = await db.selectFrom('dag').select('fileloc').where('dag_id', '=', dagId).executeTakeFirst()
  if (dag === undefined) return false
  await refuseRunning(db, dagId)
  await db.deleteFrom('import_error').where('filename', '=', dag.fileloc).execute()
  // Task instances, XComs, notes and reschedules go with the runs, tags and warnings with the DAG.
  for (const table of ['dag_run', 'serialized_dag', 'sla_miss', 'job', 'dag'] as const)
    await db.deleteFrom(table).where('dag_id', '=', dagId).execute()
  return true
}

async function refuseRunning(db: Db, dagId: string): Promise<void> {
  const running = await db
    .selectFrom('task_instance')
    .select('task_id')
    .where('dag_id', '=', dagId)
    .where('state', '=', 'running')
    .limit(1)
    .$if(isMysql(db), query => query.forUpdate())
    .executeTakeFirst()
  if (running !== undefined) throw new DagStillRunning(dagId)
}

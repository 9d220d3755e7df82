import type { Db } from './tables.ts'

/** How many rows speak of a DAG, its runs and task instances; audit events are not counted. */
export async function countDagRecords(db: Db, dagId: string): Promise<number> {
  let records = 0
  for (const table of TABLES_OF_A_DAG) {
    const row = await db
      .selectFrom(table)
      .select(all => all.fn.countAll<number>().as('records'))
      .where('dag_id', '=', dagId)
      .executeTakeFirstOrThrow()
    records += Number(row.records)
  }
  return records
}

const TABLES_OF_A_DAG = [
  'dag',
  'dag_tag',
  'dag_warning',
  'serialized_dag',
  'dag_run',
  'task_instance',
  'task_instance_history',
  'task_fail',
  'task_reschedule',
  'rendered_task_instance_fields',
  'xcom',
  'sla_miss',
] as const

import { parseSqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'

/** What is odd about a DAG, e.g. that it names a pool which does not exist. */
export interface DagWarning {
  readonly dagId: string
  readonly warningType: string
  readonly message: string
  readonly timestampMs: number
}

export async function listDagWarnings(db: Db): Promise<DagWarning[]> {
  const rows = await db.selectFrom('dag_warning').selectAll().orderBy('dag_id').orderBy('warning_type').execute()
  return rows.map(row => ({
    dagId: row.dag_id,
    warningType: row.warning_type,
    message: row.message,
    timestampMs: parseSqlTimestamp(row.timestamp),
  }))
}

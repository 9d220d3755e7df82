import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import { allOf, isExactly, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

/** A DAG whose next run waits for further datasets, and one that has changed already. */
export interface QueuedDatasetEvent {
  readonly dagId: string
  readonly uri: string
  readonly createdAtMs: number
}

export interface DatasetQueueFilter {
  readonly dagIds?: readonly string[] | undefined
  readonly uri?: string | undefined
  /** Only what was there before, ms since the epoch. */
  readonly beforeMs?: number | undefined
}

export async function listQueuedDatasetEvents(db: Db, filter: DatasetQueueFilter): Promise<QueuedDatasetEvent[]> {
  const rows = await matching(db, filter)
    .select(['dataset_dag_run_queue.target_dag_id', 'dataset.uri', 'dataset_dag_run_queue.created_at'])
    .orderBy('dataset_dag_run_queue.created_at')
    .execute()
  return rows.map(row => ({
    dagId: row.target_dag_id,
    uri: row.uri,
    createdAtMs: parseSqlTimestamp(row.created_at),
  }))
}

/** @returns how many there were; to be called in a transaction */
export async function deleteQueuedDatasetEvents(db: Db, filter: DatasetQueueFilter): Promise<number> {
  const rows = await matching(db, filter)
    .select(['dataset_dag_run_queue.dataset_id', 'dataset_dag_run_queue.target_dag_id'])
    .execute()
  for (const { dataset_id, target_dag_id } of rows)
    await db
      .deleteFrom('dataset_dag_run_queue')
      .where(where => where.and({ dataset_id, target_dag_id }))
      .execute()
  return rows.length
}

const matching = (db: Db, { dagIds, uri, beforeMs }: DatasetQueueFilter) =>
  db
    .selectFrom('dataset_dag_run_queue')
    .innerJoin('dataset', 'dataset.id', 'dataset_dag_run_queue.dataset_id')
    .where(allOf([...isOneOf('dataset_dag_run_queue.target_dag_id', dagIds), ...isExactly('dataset.uri', uri)]))
    .$if(beforeMs !== undefined, query =>
      query.where('dataset_dag_run_queue.created_at', '<', sqlTimestamp(beforeMs as number)),
    )

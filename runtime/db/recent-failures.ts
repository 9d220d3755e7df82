import type { DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestamp, parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import type { Db } from './tables.ts'

export interface FailureQuery {
  readonly sinceMs: number
  /** All when absent. */
  readonly dagIds: readonly string[] | undefined
  readonly most: number
}

export type FailedRun = DagRunKey & { readonly startMs: number | null; readonly endMs: number }

export type FailedTask = TaskInstanceKey & {
  readonly tryNumber: number
  readonly startMs: number | null
  readonly endMs: number
}

/** Runs that failed since then, the latest first. */
export async function listFailedRuns(db: Db, { sinceMs, dagIds, most }: FailureQuery): Promise<FailedRun[]> {
  const rows = await db
    .selectFrom('dag_run')
    .select(['dag_id', 'run_id', 'start_date', 'end_date'])
    .where('state', '=', 'failed')
    .where('end_date', '>=', sqlTimestamp(sinceMs))
    .where(allOf(isOneOf('dag_run.dag_id', dagIds)))
    .orderBy('end_date', 'desc')
    .limit(most)
    .execute()
  return rows.map(row => ({ dagId: row.dag_id, runId: row.run_id, ...timesOf(row) }))
}

/** Task instances that failed by themselves since then, the latest first. */
export async function listFailedTasks(db: Db, { sinceMs, dagIds, most }: FailureQuery): Promise<FailedTask[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(['dag_id', 'run_id', 'task_id', 'map_index', 'try_number', 'start_date', 'end_date'])
    .where('state', '=', 'failed')
    .where('end_date', '>=', sqlTimestamp(sinceMs))
    .where(allOf(isOneOf('task_instance.dag_id', dagIds)))
    .orderBy('end_date', 'desc')
    .limit(most)
    .execute()
  return rows.map(row => ({
    dagId: row.dag_id,
    runId: row.run_id,
    taskId: row.task_id,
    mapIndex: row.map_index,
    tryNumber: row.try_number ?? 0,
    ...timesOf(row),
  }))
}

const timesOf = (row: { readonly start_date: string | null; readonly end_date: string | null }) => ({
  startMs: parseSqlTimestampOrNull(row.start_date),
  endMs: parseSqlTimestamp(row.end_date as string),
})

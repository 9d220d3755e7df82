import type { TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestamp, parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { keyColumns } from './task-instance.ts'

/** A failed attempt, as the duration chart shows it. */
export interface TaskFail {
  readonly startMs: number | null
  readonly endMs: number
  /** Whole seconds; null when the attempt never started. */
  readonly durationSeconds: number | null
}

export async function insertTaskFail(
  db: Db,
  key: TaskInstanceKey,
  fail: Pick<TaskFail, 'startMs' | 'endMs'>,
): Promise<void> {
  const { startMs, endMs } = fail
  await db
    .insertInto('task_fail')
    .values({
      ...keyColumns(key),
      start_date: startMs === null ? null : sqlTimestamp(startMs),
      end_date: sqlTimestamp(endMs),
      duration: startMs === null ? null : Math.trunc((endMs - startMs) / 1000),
    })
    .execute()
}

export async function listTaskFails(db: Db, key: TaskInstanceKey): Promise<TaskFail[]> {
  const rows = await db
    .selectFrom('task_fail')
    .selectAll()
    .where(where => where.and(keyColumns(key)))
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    startMs: parseSqlTimestampOrNull(row.start_date),
    endMs: parseSqlTimestamp(row.end_date as string),
    durationSeconds: row.duration,
  }))
}

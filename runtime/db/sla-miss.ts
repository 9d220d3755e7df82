import { parseSqlTimestamp, parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, hasText, isOneOf } from './conditions.ts'
import type { Page, Paged } from './page.ts'
import type { Db } from './tables.ts'

/** A task that had not succeeded within its SLA. */
export interface SlaMiss {
  readonly dagId: string
  readonly taskId: string
  readonly logicalDateMs: number
  readonly timestampMs: number | null
  readonly isEmailSent: boolean
}

export interface SlaMissFilter {
  readonly dagIds?: readonly string[] | undefined
  /** Part of the id of DAG or task, without regard to case. */
  readonly text?: string | undefined
}

/** The newest first. */
export async function listSlaMisses(db: Db, filter: SlaMissFilter, page: Page): Promise<Paged<SlaMiss>> {
  const condition = allOf([
    ...isOneOf('sla_miss.dag_id', filter.dagIds),
    ...hasText(['sla_miss.dag_id', 'sla_miss.task_id'], filter.text),
  ])
  const { total } = await db
    .selectFrom('sla_miss')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(condition)
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('sla_miss')
    .selectAll()
    .where(condition)
    .orderBy('execution_date', 'desc')
    .orderBy('dag_id')
    .orderBy('task_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  const misses = rows.map(row => ({
    dagId: row.dag_id,
    taskId: row.task_id,
    logicalDateMs: parseSqlTimestamp(row.execution_date),
    timestampMs: parseSqlTimestampOrNull(row.timestamp),
    isEmailSent: Boolean(row.email_sent),
  }))
  return { rows: misses, total: Number(total) }
}

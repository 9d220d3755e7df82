import type { TaskInstanceKey } from '../model/keys.ts'
import { parseSqlTimestamp } from '../model/time.ts'
import { allOf, hasText, isOneOf } from './conditions.ts'
import type { Page, Paged } from './page.ts'
import type { Db } from './tables.ts'

/** A try that gave its slot back until later, as sensors in reschedule mode do. */
export interface TaskReschedule extends TaskInstanceKey {
  readonly id: number
  readonly tryNumber: number
  readonly startDateMs: number
  readonly endDateMs: number
  /** When it is tried again. */
  readonly rescheduleDateMs: number
}

export interface RescheduleFilter {
  readonly dagIds?: readonly string[] | undefined
  /** Part of the id of DAG, task or run, without regard to case. */
  readonly text?: string | undefined
}

/** The newest first. */
export async function listTaskReschedules(
  db: Db,
  filter: RescheduleFilter,
  page: Page,
): Promise<Paged<TaskReschedule>> {
  const { total } = await db
    .selectFrom('task_reschedule')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('task_reschedule')
    .selectAll()
    .where(matches(filter))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  const reschedules = rows.map(row => ({
    id: row.id,
    dagId: row.dag_id,
    runId: row.run_id,
    taskId: row.task_id,
    mapIndex: row.map_index,
    tryNumber: row.try_number,
    startDateMs: parseSqlTimestamp(row.start_date),
    endDateMs: parseSqlTimestamp(row.end_date),
    rescheduleDateMs: parseSqlTimestamp(row.reschedule_date),
  }))
  return { rows: reschedules, total: Number(total) }
}

const matches = ({ dagIds, text }: RescheduleFilter) =>
  allOf([
    ...isOneOf('task_reschedule.dag_id', dagIds),
    ...hasText(['task_reschedule.dag_id', 'task_reschedule.task_id', 'task_reschedule.run_id'], text),
  ])

import type { Selectable } from 'kysely'
import type { JsonValue, TaskInstanceKey } from '../model/keys.ts'
import type { MaybeState } from '../model/states.ts'
import { parseSqlTimestamp } from '../model/time.ts'
import { allOf, hasText, isInRange, isOneOf, isWithin } from './conditions.ts'
import type { NumberRange, OrderBy, Page, Paged, TimeRange } from './page.ts'
import type { Db, Tables } from './tables.ts'
import { type TaskInstanceTry, toTry } from './task-instance-tries.ts'

/** A task instance with what only people want to know of it. */
export interface ListedTaskInstance extends TaskInstanceTry {
  readonly logicalDateMs: number
  readonly renderedMapIndex: string | null
  readonly renderedFields: Readonly<Record<string, JsonValue>>
  readonly note: string | null
}

/** Absent is no condition. */
export interface TaskInstanceFilter {
  readonly dagIds?: readonly string[] | undefined
  readonly runIds?: readonly string[] | undefined
  readonly taskIds?: readonly string[] | undefined
  readonly states?: readonly MaybeState[] | undefined
  readonly pools?: readonly string[] | undefined
  readonly queues?: readonly string[] | undefined
  readonly executors?: readonly string[] | undefined
  readonly mapIndexes?: readonly number[] | undefined
  readonly isMapped?: boolean
  /** Parts of what these hold, without regard to case; `text` is looked for in the ids of DAG, task and run. */
  readonly dagText?: string | undefined
  readonly taskText?: string | undefined
  readonly runText?: string | undefined
  readonly operatorText?: string | undefined
  readonly poolText?: string | undefined
  readonly queueText?: string | undefined
  readonly hostnameText?: string | undefined
  readonly text?: string | undefined
  readonly logicalDate?: TimeRange
  readonly startDate?: TimeRange
  readonly endDate?: TimeRange
  readonly updatedAt?: TimeRange
  readonly duration?: NumberRange
}

/** What the API orders task instances by: columns of `task_instance`. */
export const TASK_INSTANCE_ORDERS = ['map_index', 'state', 'duration', 'start_date', 'end_date'] as const

/** What pages order them by as well. */
export const TASK_INSTANCE_PAGE_ORDERS = [
  ...TASK_INSTANCE_ORDERS,
  'dag_id',
  'task_id',
  'run_id',
  'operator',
  'pool',
  'queue',
  'hostname',
  'try_number',
] as const
export type TaskInstanceOrder = OrderBy<(typeof TASK_INSTANCE_PAGE_ORDERS)[number]>

export async function listTaskInstancePage(
  db: Db,
  filter: TaskInstanceFilter,
  { order, page }: { readonly order: TaskInstanceOrder; readonly page: Page },
): Promise<Paged<ListedTaskInstance>> {
  const { total } = await joinRuns(db)
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await selectInstances(db)
    .where(matches(filter))
    .orderBy(`task_instance.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .orderBy('dag_run.id')
    .orderBy('task_instance.task_id')
    .orderBy('task_instance.map_index')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { rows: rows.map(toListed), total: Number(total) }
}

export async function findListedTaskInstance(db: Db, key: TaskInstanceKey): Promise<ListedTaskInstance | null> {
  const row = await selectInstances(db)
    .where('task_instance.dag_id', '=', key.dagId)
    .where('task_instance.task_id', '=', key.taskId)
    .where('task_instance.run_id', '=', key.runId)
    .where('task_instance.map_index', '=', key.mapIndex)
    .executeTakeFirst()
  return row === undefined ? null : toListed(row)
}

const joinRuns = (db: Db) =>
  db
    .selectFrom('task_instance')
    .innerJoin('dag_run', join =>
      join.onRef('dag_run.dag_id', '=', 'task_instance.dag_id').onRef('dag_run.run_id', '=', 'task_instance.run_id'),
    )

const selectInstances = (db: Db) =>
  joinRuns(db)
    .leftJoin('rendered_task_instance_fields as fields', join =>
      join
        .onRef('fields.dag_id', '=', 'task_instance.dag_id')
        .onRef('fields.task_id', '=', 'task_instance.task_id')
        .onRef('fields.run_id', '=', 'task_instance.run_id')
        .onRef('fields.map_index', '=', 'task_instance.map_index'),
    )
    .leftJoin('task_instance_note as note', join =>
      join
        .onRef('note.dag_id', '=', 'task_instance.dag_id')
        .onRef('note.task_id', '=', 'task_instance.task_id')
        .onRef('note.run_id', '=', 'task_instance.run_id')
        .onRef('note.map_index', '=', 'task_instance.map_index'),
    )
    .selectAll('task_instance')
    .select(['dag_run.execution_date', 'fields.rendered_fields', 'note.content as note'])

const matches = (filter: TaskInstanceFilter) =>
  allOf([
    ...isOneOf('task_instance.dag_id', filter.dagIds),
    ...isOneOf('task_instance.run_id', filter.runIds),
    ...isOneOf('task_instance.task_id', filter.taskIds),
    ...isOneOf('task_instance.state', filter.states),
    ...isOneOf('task_instance.pool', filter.pools),
    ...isOneOf('task_instance.queue', filter.queues),
    ...isOneOf('task_instance.executor', filter.executors),
    ...isOneOf('task_instance.map_index', filter.mapIndexes),
    ...hasText(['task_instance.dag_id'], filter.dagText),
    ...hasText(['task_instance.task_id'], filter.taskText),
    ...hasText(['task_instance.run_id'], filter.runText),
    ...hasText(['task_instance.operator'], filter.operatorText),
    ...hasText(['task_instance.pool'], filter.poolText),
    ...hasText(['task_instance.queue'], filter.queueText),
    ...hasText(['task_instance.hostname'], filter.hostnameText),
    ...hasText(['task_instance.dag_id', 'task_instance.task_id', 'task_instance.run_id'], filter.text),
    ...isInRange('task_instance.map_index', filter.isMapped ? { from: 0 } : undefined),
    ...isWithin('dag_run.execution_date', filter.logicalDate),
    ...isWithin('task_instance.start_date', filter.startDate),
    ...isWithin('task_instance.end_date', filter.endDate),
    ...isWithin('task_instance.updated_at', filter.updatedAt),
    ...isInRange('task_instance.duration', filter.duration),
  ])

interface Row extends Selectable<Tables['task_instance']> {
  readonly execution_date: string
  readonly rendered_fields: string | null
  readonly note: string | null
}

const toListed = (row: Row): ListedTaskInstance => ({
  ...toTry(row),
  logicalDateMs: parseSqlTimestamp(row.execution_date),
  renderedMapIndex: row.rendered_map_index,
  renderedFields: row.rendered_fields === null ? {} : JSON.parse(row.rendered_fields),
  note: row.note,
})

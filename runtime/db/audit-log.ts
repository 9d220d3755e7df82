import type { Selectable } from 'kysely'
import { parseSqlTimestampOrNull, sqlTimestamp } from '../model/time.ts'
import { allOf, hasText, isExactly, isNoneOf, isOneOf, isWithin, lacksText } from './conditions.ts'
import type { OrderBy, TimeRange } from './page.ts'
import type { Db, Tables } from './tables.ts'

/** Who did what to what; all but the event may be unknown. */
export interface AuditEvent {
  /** At most 60 characters, e.g. `clear`, `trigger`, `cli_dag_trigger`. */
  readonly event: string
  readonly dagId?: string | null
  readonly taskId?: string | null
  readonly runId?: string | null
  readonly mapIndex?: number | null
  readonly tryNumber?: number | null
  readonly logicalDateMs?: number | null
  readonly owner?: string | null
  readonly ownerDisplayName?: string | null
  /** JSON text of the request, or free text. */
  readonly extra?: string | null
}

export interface StoredAuditEvent extends Required<AuditEvent> {
  readonly id: number
  readonly atMs: number | null
}

/** Absent is no condition. */
export interface AuditFilter {
  readonly dagId?: string | undefined
  readonly taskId?: string | undefined
  readonly runId?: string | undefined
  readonly mapIndex?: number | undefined
  readonly tryNumber?: number | undefined
  readonly event?: string | undefined
  readonly includedEvents?: readonly string[] | undefined
  readonly excludedEvents?: readonly string[] | undefined
  readonly owner?: string | undefined
  /** Only events of these DAGs, and none that belong to no DAG. */
  readonly dagIds?: readonly string[] | undefined
  /** Parts of what these hold, without regard to case; `text` is looked for in all of them and in the request. */
  readonly dagText?: string | undefined
  readonly taskText?: string | undefined
  readonly runText?: string | undefined
  readonly eventText?: string | undefined
  readonly ownerText?: string | undefined
  readonly text?: string | undefined
  /** What the name of the event must not hold. */
  readonly withoutText?: string | undefined
  /** When it was. */
  readonly at?: TimeRange
  readonly limit: number
  readonly offset?: number
  /** The newest first unless given. */
  readonly order?: AuditOrder
}

/** What events may be ordered by: columns of `log`. */
export const AUDIT_ORDERS = [
  'id',
  'dttm',
  'dag_id',
  'task_id',
  'run_id',
  'event',
  'execution_date',
  'owner',
  'extra',
] as const
export type AuditOrder = OrderBy<(typeof AUDIT_ORDERS)[number]>

export async function insertAuditEvent(db: Db, event: AuditEvent, atMs: number): Promise<void> {
  const { logicalDateMs } = event
  await db
    .insertInto('log')
    .values({
      dttm: sqlTimestamp(atMs),
      event: event.event,
      dag_id: event.dagId ?? null,
      task_id: event.taskId ?? null,
      run_id: event.runId ?? null,
      map_index: event.mapIndex ?? null,
      try_number: event.tryNumber ?? null,
      execution_date: logicalDateMs == null ? null : sqlTimestamp(logicalDateMs),
      owner: event.owner ?? null,
      owner_display_name: event.ownerDisplayName ?? null,
      extra: event.extra ?? null,
    })
    .execute()
}

export async function listAuditEvents(db: Db, filter: AuditFilter): Promise<StoredAuditEvent[]> {
  const { column, isDescending } = filter.order ?? { column: 'id', isDescending: true }
  const rows = await db
    .selectFrom('log')
    .selectAll()
    .where(matches(filter))
    .orderBy(`log.${column}`, isDescending ? 'desc' : 'asc')
    .orderBy('log.id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset ?? 0)
    .execute()
  return rows.map(toAuditEvent)
}

export async function countAuditEvents(db: Db, filter: AuditFilter): Promise<number> {
  const { total } = await db
    .selectFrom('log')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  return Number(total)
}

export async function findAuditEvent(db: Db, id: number): Promise<StoredAuditEvent | null> {
  const row = await db.selectFrom('log').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toAuditEvent(row)
}

const matches = (filter: AuditFilter) =>
  allOf([
    ...isExactly('log.dag_id', filter.dagId),
    ...isExactly('log.task_id', filter.taskId),
    ...isExactly('log.run_id', filter.runId),
    ...isExactly('log.map_index', filter.mapIndex),
    ...isExactly('log.try_number', filter.tryNumber),
    ...isExactly('log.event', filter.event),
    ...isOneOf('log.event', filter.includedEvents),
    ...isNoneOf('log.event', filter.excludedEvents),
    ...isExactly('log.owner', filter.owner),
    ...isOneOf('log.dag_id', filter.dagIds),
    ...hasText(['log.dag_id'], filter.dagText),
    ...hasText(['log.task_id'], filter.taskText),
    ...hasText(['log.run_id'], filter.runText),
    ...hasText(['log.event'], filter.eventText),
    ...hasText(['log.owner'], filter.ownerText),
    ...hasText(['log.dag_id', 'log.task_id', 'log.run_id', 'log.event', 'log.owner', 'log.extra'], filter.text),
    ...lacksText('log.event', filter.withoutText),
    ...isWithin('log.dttm', filter.at),
  ])

function toAuditEvent(row: Selectable<Tables['log']>): StoredAuditEvent {
  return {
    id: row.id,
    atMs: parseSqlTimestampOrNull(row.dttm),
    event: row.event ?? '',
    dagId: row.dag_id,
    taskId: row.task_id,
    runId: row.run_id,
    mapIndex: row.map_index,
    tryNumber: row.try_number,
    logicalDateMs: parseSqlTimestampOrNull(row.execution_date),
    owner: row.owner,
    ownerDisplayName: row.owner_display_name,
    extra: row.extra,
  }
}

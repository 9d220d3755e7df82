import type { Selectable } from 'kysely'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
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

export interface AuditFilter {
  readonly dagId?: string
  readonly taskId?: string
  readonly runId?: string
  readonly event?: string
  readonly owner?: string
  readonly limit: number
  readonly offset?: number
}

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

/** The newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter): Promise<StoredAuditEvent[]> {
  const rows = await matching(db, filter)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset ?? 0)
    .execute()
  return rows.map(toAuditEvent)
}

export async function countAuditEvents(db: Db, filter: AuditFilter): Promise<number> {
  const row = await matching(db, filter)
    .select(count => count.fn.countAll<number>().as('events'))
    .executeTakeFirstOrThrow()
  return row.events
}

function matching(db: Db, { dagId, taskId, runId, event, owner }: AuditFilter) {
  return db
    .selectFrom('log')
    .$if(dagId !== undefined, query => query.where('dag_id', '=', dagId as string))
    .$if(taskId !== undefined, query => query.where('task_id', '=', taskId as string))
    .$if(runId !== undefined, query => query.where('run_id', '=', runId as string))
    .$if(event !== undefined, query => query.where('event', '=', event as string))
    .$if(owner !== undefined, query => query.where('owner', '=', owner as string))
}

function toAuditEvent(row: Selectable<Tables['log']>): StoredAuditEvent {
  return {
    id: row.id,
    atMs: row.dttm === null ? null : parseSqlTimestamp(row.dttm),
    event: row.event ?? '',
    dagId: row.dag_id,
    taskId: row.task_id,
    runId: row.run_id,
    mapIndex: row.map_index,
    tryNumber: row.try_number,
    logicalDateMs: row.execution_date === null ? null : parseSqlTimestamp(row.execution_date),
    owner: row.owner,
    ownerDisplayName: row.owner_display_name,
    extra: row.extra,
  }
}

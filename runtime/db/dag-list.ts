import { type Selectable, sql } from 'kysely'
import type { JsonValue } from '../model/keys.ts'
import { parseSqlTimestampOrNull } from '../model/time.ts'
import { allOf, isOneOf } from './conditions.ts'
import { type DagModel, toDagModel } from './dag.ts'
import { hasFailedLast, hasUnfinishedRun } from './dag-overview.ts'
import type { OrderBy, Page, Paged } from './page.ts'
import type { Db, Tables } from './tables.ts'

/** A DAG's row with what only people want to know of it. */
export interface ListedDag extends DagModel {
  readonly dagDisplayName: string
  readonly description: string | null
  readonly defaultView: string | null
  /** As Airflow encodes it: `"@daily"`, a timedelta, or null. */
  readonly scheduleInterval: JsonValue
  readonly timetableDescription: string | null
  readonly hasTaskConcurrencyLimits: boolean
  readonly tags: readonly string[]
  /** Also known while no run may be created, unlike `nextRun`. */
  readonly next: {
    readonly logicalDateMs: number | null
    readonly intervalStartMs: number | null
    readonly intervalEndMs: number | null
    readonly createAfterMs: number | null
  }
}

export interface DagFilter {
  readonly onlyActive: boolean
  readonly isPaused?: boolean | undefined
  /** DAGs with any of these tags. */
  readonly tags?: readonly string[] | undefined
  /** Only these. */
  readonly dagIds?: readonly string[] | undefined
  /** Part of the DAG id, without regard to case; `%` and `_` as in SQL. */
  readonly idPattern?: string | undefined
  /** DAGs with a task of this owner. */
  readonly owner?: string | undefined
  /** DAGs with unfinished runs, or whose last run failed. */
  readonly runs?: 'running' | 'failed' | undefined
}

export const DAG_ORDERS = ['dag_id', 'dag_display_name', 'is_paused', 'next_dagrun', 'last_parsed_time'] as const
export type DagOrder = OrderBy<(typeof DAG_ORDERS)[number]>

export async function listDags(
  db: Db,
  filter: DagFilter,
  { order, page }: { readonly order: DagOrder; readonly page: Page },
): Promise<Paged<ListedDag>> {
  const total = await countDags(db, filter)
  const rows = await matching(db, filter)
    .selectAll('dag')
    .orderBy(`dag.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .orderBy('dag.dag_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  const tags = await tagsByDag(
    db,
    rows.map(row => row.dag_id),
  )
  return { rows: rows.map(row => toListed(row, tags.get(row.dag_id) ?? [])), total }
}

export async function findListedDag(db: Db, dagId: string): Promise<ListedDag | null> {
  const row = await db.selectFrom('dag').selectAll().where('dag_id', '=', dagId).executeTakeFirst()
  if (row === undefined) return null
  return toListed(row, (await tagsByDag(db, [dagId])).get(dagId) ?? [])
}

/** Pauses, or unpauses, all DAGs that the filter matches. @returns whether each of them was paused before, by DAG id */
export async function setPausedOfMany(db: Db, filter: DagFilter, isPaused: boolean): Promise<Record<string, boolean>> {
  const rows = await matching(db, filter).select(['dag.dag_id', 'dag.is_paused']).execute()
  const dagIds = rows.map(row => row.dag_id)
  await db
    .updateTable('dag')
    .set({ is_paused: isPaused ? 1 : 0 })
    .where(allOf(isOneOf('dag.dag_id', dagIds)))
    .execute()
  return Object.fromEntries(rows.map(row => [row.dag_id, row.is_paused === 1]))
}

/** How many DAGs the filter matches. */
export async function countDags(db: Db, filter: DagFilter): Promise<number> {
  const { total } = await matching(db, filter)
    .select(all => all.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}

const matching = (db: Db, { onlyActive, isPaused, tags, idPattern, dagIds, owner, runs }: DagFilter) =>
  db
    .selectFrom('dag')
    .where(allOf(isOneOf('dag.dag_id', dagIds)))
    .$if(onlyActive, query => query.where('dag.is_active', '=', 1))
    .$if(isPaused !== undefined, query => query.where('dag.is_paused', '=', isPaused ? 1 : 0))
    .$if(idPattern !== undefined, query =>
      query.where(sql`lower(${sql.ref('dag.dag_id')})`, 'like', `%${(idPattern as string).toLowerCase()}%`),
    )
    .$if(owner !== undefined, query =>
      query.where(sql`concat(', ', ${sql.ref('dag.owners')}, ',')`, 'like', `%, ${owner},%`),
    )
    .$if(runs === 'running', query => query.where(hasUnfinishedRun))
    .$if(runs === 'failed', query => query.where(hasFailedLast))
    .$if(tags !== undefined, query =>
      query.where(
        'dag.dag_id',
        'in',
        db
          .selectFrom('dag_tag')
          .select('dag_tag.dag_id')
          .where(allOf(isOneOf('dag_tag.name', tags))),
      ),
    )

async function tagsByDag(db: Db, dagIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('dag_tag')
    .selectAll()
    .where(allOf(isOneOf('dag_tag.dag_id', dagIds)))
    .orderBy('name')
    .execute()
  const tags = new Map<string, string[]>()
  for (const { dag_id: dagId, name } of rows) tags.set(dagId, [...(tags.get(dagId) ?? []), name])
  return tags
}

function toListed(row: Selectable<Tables['dag']>, tags: readonly string[]): ListedDag {
  return {
    ...toDagModel(row),
    dagDisplayName: row.dag_display_name ?? row.dag_id,
    description: row.description,
    defaultView: row.default_view,
    scheduleInterval: row.schedule_interval === null ? null : JSON.parse(row.schedule_interval),
    timetableDescription: row.timetable_description,
    hasTaskConcurrencyLimits: row.has_task_concurrency_limits === 1,
    tags,
    next: {
      logicalDateMs: parseSqlTimestampOrNull(row.next_dagrun),
      intervalStartMs: parseSqlTimestampOrNull(row.next_dagrun_data_interval_start),
      intervalEndMs: parseSqlTimestampOrNull(row.next_dagrun_data_interval_end),
      createAfterMs: parseSqlTimestampOrNull(row.next_dagrun_create_after),
    },
  }
}

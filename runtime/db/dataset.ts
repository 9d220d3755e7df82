import { type Selectable, sql } from 'kysely'
import type { JsonValue } from '../model/keys.ts'
import { parseSqlTimestamp } from '../model/time.ts'
import { allOf } from './conditions.ts'
import type { OrderBy, Page, Paged } from './page.ts'
import type { Db, Tables } from './tables.ts'

/** What tasks produce and DAGs wait for. Times are milliseconds since the epoch. */
export interface Dataset {
  readonly id: number
  readonly uri: string
  readonly extra: JsonValue
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly consumingDags: readonly DatasetReference[]
  readonly producingTasks: readonly (DatasetReference & { readonly taskId: string })[]
}

export interface DatasetReference {
  readonly dagId: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface DatasetFilter {
  /** Part of the URI, without regard to case. */
  readonly uriPattern?: string | undefined
  /** Those that any of these DAGs produces or waits for. */
  readonly dagIds?: readonly string[] | undefined
}

export const DATASET_ORDERS = ['id', 'uri', 'created_at', 'updated_at'] as const
export type DatasetOrder = OrderBy<(typeof DATASET_ORDERS)[number]>

export async function listDatasets(
  db: Db,
  filter: DatasetFilter,
  { order, page }: { readonly order: DatasetOrder; readonly page: Page },
): Promise<Paged<Dataset>> {
  const { total } = await db
    .selectFrom('dataset')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('dataset')
    .selectAll()
    .where(matches(filter))
    .orderBy(`dataset.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { rows: await withReferences(db, rows), total: Number(total) }
}

export async function findDataset(db: Db, uri: string): Promise<Dataset | null> {
  const rows = await db.selectFrom('dataset').selectAll().where('uri', '=', uri).execute()
  return (await withReferences(db, rows))[0] ?? null
}

const REFERENCES = ['dag_schedule_dataset_reference', 'task_outlet_dataset_reference'] as const

const matches = ({ uriPattern, dagIds }: DatasetFilter) =>
  allOf([
    ...(uriPattern === undefined ? [] : [sql<boolean>`lower(dataset.uri) like ${`%${uriPattern.toLowerCase()}%`}`]),
    ...(dagIds === undefined ? [] : [isOfDags(dagIds)]),
  ])

function isOfDags(dagIds: readonly string[]) {
  const ofDag = REFERENCES.map(
    table => sql`dataset.id in (select dataset_id from ${sql.table(table)} where dag_id in (${sql.join(dagIds)}))`,
  )
  return dagIds.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(ofDag, sql` or `)})`
}

async function withReferences(db: Db, rows: readonly Selectable<Tables['dataset']>[]): Promise<Dataset[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const [consuming, producing] = REFERENCES
  const dags = await db.selectFrom(consuming).selectAll().where('dataset_id', 'in', ids).orderBy('dag_id').execute()
  const tasks = await db.selectFrom(producing).selectAll().where('dataset_id', 'in', ids).orderBy('task_id').execute()
  return rows.map(row => ({
    id: row.id,
    uri: row.uri,
    extra: JSON.parse(row.extra) as JsonValue,
    createdAtMs: parseSqlTimestamp(row.created_at),
    updatedAtMs: parseSqlTimestamp(row.updated_at),
    consumingDags: dags.filter(one => one.dataset_id === row.id).map(toReference),
    producingTasks: tasks
      .filter(one => one.dataset_id === row.id)
      .map(one => ({ taskId: one.task_id, ...toReference(one) })),
  }))
}

const toReference = (row: { dag_id: string; created_at: string; updated_at: string }): DatasetReference => ({
  dagId: row.dag_id,
  createdAtMs: parseSqlTimestamp(row.created_at),
  updatedAtMs: parseSqlTimestamp(row.updated_at),
})

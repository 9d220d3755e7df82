import type { DagRun, JsonValue } from '../model/keys.ts'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import { allOf, isExactly, isOneOf } from './conditions.ts'
import { toDagRun } from './dag-run.ts'
import type { Dataset } from './dataset.ts'
import type { OrderBy, Page, Paged } from './page.ts'
import type { Db } from './tables.ts'
import { upsert } from './upsert.ts'

/** A change of a dataset: what made it, and which runs it led to. */
export interface DatasetEvent {
  readonly id: number
  readonly datasetId: number
  readonly uri: string
  readonly extra: JsonValue
  readonly sourceDagId: string | null
  readonly sourceTaskId: string | null
  readonly sourceRunId: string | null
  readonly sourceMapIndex: number | null
  readonly timestampMs: number
  readonly createdRuns: readonly DagRun[]
}

export interface DatasetEventFilter {
  readonly ids?: readonly number[] | undefined
  readonly datasetId?: number | undefined
  readonly sourceDagId?: string | undefined
  /** Of any of these DAGs; null among them stands for what came from outside. */
  readonly sourceDagIds?: readonly (string | null)[] | undefined
  readonly sourceTaskId?: string | undefined
  readonly sourceRunId?: string | undefined
  readonly sourceMapIndex?: number | undefined
}

export const DATASET_EVENT_ORDERS = [
  'source_dag_id',
  'source_task_id',
  'source_run_id',
  'source_map_index',
  'timestamp',
] as const
export type DatasetEventOrder = OrderBy<(typeof DATASET_EVENT_ORDERS)[number]>

export async function listDatasetEvents(
  db: Db,
  filter: DatasetEventFilter,
  { order, page }: { readonly order: DatasetEventOrder; readonly page: Page },
): Promise<Paged<DatasetEvent>> {
  const { total } = await db
    .selectFrom('dataset_event')
    .select(all => all.fn.countAll<number>().as('total'))
    .where(matches(filter))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('dataset_event')
    .innerJoin('dataset', 'dataset.id', 'dataset_event.dataset_id')
    .selectAll('dataset_event')
    .select('dataset.uri')
    .where(matches(filter))
    .orderBy(`dataset_event.${order.column}`, order.isDescending ? 'desc' : 'asc')
    .orderBy('dataset_event.id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  const runs = await runsByEvent(
    db,
    rows.map(row => row.id),
  )
  const events = rows.map(row => ({
    id: row.id,
    datasetId: row.dataset_id,
    uri: row.uri,
    extra: JSON.parse(row.extra) as JsonValue,
    sourceDagId: row.source_dag_id,
    sourceTaskId: row.source_task_id,
    sourceRunId: row.source_run_id,
    sourceMapIndex: row.source_map_index,
    timestampMs: parseSqlTimestamp(row.timestamp),
    createdRuns: runs.get(row.id) ?? [],
  }))
  return { rows: events, total: Number(total) }
}

/** How often, and when last, datasets have changed; those that never did are not among them. */
export async function countDatasetEvents(db: Db, datasetIds: readonly number[]): Promise<Map<number, EventCount>> {
  const rows = await db
    .selectFrom('dataset_event')
    .select(all => ['dataset_id', all.fn.countAll<number>().as('total'), all.fn.max('timestamp').as('last')])
    .where(allOf(isOneOf('dataset_event.dataset_id', datasetIds)))
    .groupBy('dataset_id')
    .execute()
  return new Map(rows.map(row => [row.dataset_id, { count: Number(row.total), lastMs: parseSqlTimestamp(row.last) }]))
}

interface EventCount {
  readonly count: number
  readonly lastMs: number
}

/** The events that led to a run, the oldest first. */
export async function listEventsOfRun(db: Db, dagRunId: number): Promise<readonly DatasetEvent[]> {
  const rows = await db
    .selectFrom('dagrun_dataset_event')
    .select('event_id')
    .where('dag_run_id', '=', dagRunId)
    .execute()
  if (rows.length === 0) return []
  const filter = { ids: rows.map(row => row.event_id) }
  const order = { column: 'timestamp', isDescending: false } as const
  return (await listDatasetEvents(db, filter, { order, page: { limit: rows.length, offset: 0 } })).rows
}

/** Records a change from outside, and notes it for every DAG that waits for the dataset. To be called in a transaction. */
export async function createDatasetEvent(
  db: Db,
  { id, consumingDags }: Dataset,
  { extra, atMs }: { readonly extra: JsonValue; readonly atMs: number },
): Promise<DatasetEvent> {
  const at = sqlTimestamp(atMs)
  const { insertId } = await db
    .insertInto('dataset_event')
    .values({ dataset_id: id, extra: JSON.stringify(extra), timestamp: at, source_map_index: -1 })
    .executeTakeFirstOrThrow()
  for (const { dagId } of consumingDags) {
    const row = { dataset_id: id, target_dag_id: dagId, created_at: at }
    await upsert(db, { table: 'dataset_dag_run_queue', row, key: ['dataset_id', 'target_dag_id'] })
  }
  const order = { column: 'timestamp', isDescending: false } as const
  const { rows } = await listDatasetEvents(db, { ids: [Number(insertId)] }, { order, page: { limit: 1, offset: 0 } })
  return rows[0] as DatasetEvent
}

const matches = (filter: DatasetEventFilter) =>
  allOf([
    ...isOneOf('dataset_event.id', filter.ids),
    ...isExactly('dataset_event.dataset_id', filter.datasetId),
    ...isExactly('dataset_event.source_dag_id', filter.sourceDagId),
    ...isOneOf('dataset_event.source_dag_id', filter.sourceDagIds),
    ...isExactly('dataset_event.source_task_id', filter.sourceTaskId),
    ...isExactly('dataset_event.source_run_id', filter.sourceRunId),
    ...isExactly('dataset_event.source_map_index', filter.sourceMapIndex),
  ])

async function runsByEvent(db: Db, eventIds: readonly number[]): Promise<Map<number, DagRun[]>> {
  const runs = new Map<number, DagRun[]>()
  if (eventIds.length === 0) return runs
  const rows = await db
    .selectFrom('dagrun_dataset_event as link')
    .innerJoin('dag_run', 'dag_run.id', 'link.dag_run_id')
    .selectAll('dag_run')
    .select('link.event_id')
    .where('link.event_id', 'in', eventIds)
    .execute()
  for (const row of rows) runs.set(row.event_id, [...(runs.get(row.event_id) ?? []), toDagRun(row)])
  return runs
}

import { DATASET_ORDERS, type Dataset, findDataset, listDatasets } from '../../../db/dataset.ts'
import { countDatasetEvents, type DatasetEvent, listDatasetEvents } from '../../../db/dataset-event.ts'
import { listQueuedDatasetEvents, type QueuedDatasetEvent } from '../../../db/dataset-queue.ts'
import type { Db } from '../../../db/tables.ts'
import { orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { notFound } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import type { DatasetEventLine, DatasetEvents, DatasetLine, DatasetList } from '../contract/datasets.ts'
import { TEXT_FIELD } from './list-fields.ts'

/** Those that the user may read, or all. */
type DagIds = readonly string[] | undefined

export const datasetRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/ui/datasets',
    operationId: 'ui_datasets',
    summary: 'A page of the datasets, with their producers and consumers',
    tag: 'Pages',
    access: ['can_read', 'Datasets'],
    query: { ...PAGE_FIELDS, order_by: TEXT_FIELD, search: TEXT_FIELD },
    handle: async ({ parts, query, rights }): Promise<DatasetList> => {
      const db = parts.database.kysely
      const dagIds = rights.readableDagIds()
      const order = orderOf(query.order_by ?? 'uri', { allowed: DATASET_ORDERS, fallback: 'uri' })
      const page = pageOf(parts.config, query)
      const { rows, total } = await listDatasets(db, { uriPattern: query.search, dagIds }, { order, page })
      return { datasets: await linesOf(db, rows, dagIds), total }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/dataset-events',
    operationId: 'ui_dataset_events',
    summary: 'The last changes of a dataset',
    tag: 'Pages',
    access: ['can_read', 'Datasets'],
    query: { ...PAGE_FIELDS, uri: { ...TEXT_FIELD, default: '' } },
    handle: async ({ parts, query, rights }): Promise<DatasetEvents> => {
      const db = parts.database.kysely
      const dagIds = rights.readableDagIds()
      const dataset = await findDataset(db, query.uri)
      if (dataset === null || !isReadable(dataset, dagIds))
        throw notFound('Dataset not found', `There is no dataset "${query.uri}"`)
      const filter = {
        datasetId: dataset.id,
        sourceDagIds: dagIds === undefined ? undefined : [null, ...dagIds],
      }
      const order = { column: 'timestamp', isDescending: true } as const
      const { rows, total } = await listDatasetEvents(db, filter, { order, page: pageOf(parts.config, query) })
      return { events: rows.map(event => eventOf(event, dagIds)), total }
    },
  }),
]

async function linesOf(db: Db, datasets: readonly Dataset[], dagIds: DagIds): Promise<DatasetLine[]> {
  const counts = await countDatasetEvents(
    db,
    datasets.map(({ id }) => id),
  )
  const queued = await listQueuedDatasetEvents(db, { dagIds })
  return datasets.map(({ id, uri, producingTasks, consumingDags }) => ({
    id,
    uri,
    events: counts.get(id)?.count ?? 0,
    lastEventMs: counts.get(id)?.lastMs ?? null,
    producers: readable(producingTasks, dagIds).map(({ dagId, taskId }) => ({ dagId, taskId })),
    consumers: readable(consumingDags, dagIds).map(({ dagId }) => ({
      dagId,
      queuedMs: queuedMsOf(queued, { uri, dagId }),
    })),
  }))
}

const queuedMsOf = (
  queued: readonly QueuedDatasetEvent[],
  { uri, dagId }: { readonly uri: string; readonly dagId: string },
): number | null => queued.find(event => event.uri === uri && event.dagId === dagId)?.createdAtMs ?? null

const eventOf = (event: DatasetEvent, dagIds: DagIds): DatasetEventLine => ({
  id: event.id,
  atMs: event.timestampMs,
  dagId: event.sourceDagId,
  taskId: event.sourceTaskId,
  runId: event.sourceRunId,
  extra: event.extra,
  createdRuns: readable(event.createdRuns, dagIds).map(({ dagId, runId, state }) => ({ dagId, runId, state })),
})

const isReadable = ({ consumingDags, producingTasks }: Dataset, dagIds: DagIds): boolean =>
  dagIds === undefined || readable([...consumingDags, ...producingTasks], dagIds).length > 0

const readable = <T extends { readonly dagId: string }>(rows: readonly T[], dagIds: DagIds): readonly T[] =>
  dagIds === undefined ? rows : rows.filter(({ dagId }) => dagIds.includes(dagId))

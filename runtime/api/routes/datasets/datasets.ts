import { DATASET_ORDERS, findDataset, listDatasets } from '../../../db/dataset.ts'
import {
  createDatasetEvent,
  DATASET_EVENT_ORDERS,
  listDatasetEvents,
  listEventsOfRun,
} from '../../../db/dataset-event.ts'
import { change } from '../../change.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { notFound } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import {
  DATASET_EVENT_SHAPE,
  DATASET_EVENTS_SHAPE,
  DATASET_SHAPE,
  DATASETS_SHAPE,
  datasetEventView,
  datasetView,
} from '../../views/dataset.ts'
import { requireRun } from '../dag-runs.ts'

export const datasetRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/datasets',
    operationId: 'get_datasets',
    summary: 'List datasets',
    tag: 'Dataset',
    access: ['can_read', 'Datasets'],
    query: {
      ...PAGE_FIELDS,
      order_by: ORDER_FIELD,
      uri_pattern: { type: 'string', description: 'Part of the URI.' },
      dag_ids: { type: 'array', items: { type: 'string' }, description: 'Produced or awaited by any of these DAGs.' },
    },
    answer: DATASETS_SHAPE,
    handle: async ({ parts, query }) => {
      const order = orderOf(query.order_by, { allowed: DATASET_ORDERS, fallback: 'id' })
      const filter = { uriPattern: query.uri_pattern, dagIds: query.dag_ids }
      const list = await listDatasets(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
      return { datasets: list.rows.map(datasetView), total_entries: list.total }
    },
  }),
  route({
    method: 'GET',
    path: '/datasets/{uri}',
    operationId: 'get_dataset',
    summary: 'One dataset',
    tag: 'Dataset',
    access: ['can_read', 'Datasets'],
    answer: DATASET_SHAPE,
    handle: async ({ parts, params }) => {
      const dataset = await findDataset(parts.database.kysely, params.uri)
      if (dataset === null) throw notFound('Dataset not found', `The Dataset with uri: \`${params.uri}\` was not found`)
      return datasetView(dataset)
    },
  }),
  route({
    method: 'GET',
    path: '/datasets/events',
    operationId: 'get_dataset_events',
    summary: 'List changes of datasets',
    tag: 'Dataset',
    access: ['can_read', 'Datasets'],
    query: {
      ...PAGE_FIELDS,
      order_by: ORDER_FIELD,
      dataset_id: { type: 'integer' },
      source_dag_id: { type: 'string' },
      source_task_id: { type: 'string' },
      source_run_id: { type: 'string' },
      source_map_index: { type: 'integer' },
    },
    answer: DATASET_EVENTS_SHAPE,
    handle: async ({ parts, query }) => {
      const filter = {
        datasetId: query.dataset_id,
        sourceDagId: query.source_dag_id,
        sourceTaskId: query.source_task_id,
        sourceRunId: query.source_run_id,
        sourceMapIndex: query.source_map_index,
      }
      const order = orderOf(query.order_by, { allowed: DATASET_EVENT_ORDERS, fallback: 'timestamp' })
      const list = await listDatasetEvents(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
      return { dataset_events: list.rows.map(datasetEventView), total_entries: list.total }
    },
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/upstreamDatasetEvents',
    operationId: 'get_upstream_dataset_events',
    summary: 'The changes of datasets that led to a run',
    tag: 'DAGRun',
    access: ['can_read', 'DAG Runs'],
    answer: DATASET_EVENTS_SHAPE,
    handle: async ({ parts, params }) => {
      const run = await requireRun(parts, params)
      const events = await listEventsOfRun(parts.database.kysely, run.id)
      return { dataset_events: events.map(datasetEventView), total_entries: events.length }
    },
  }),
  route({
    method: 'POST',
    path: '/datasets/events',
    operationId: 'create_dataset_event',
    summary: 'Say that a dataset has changed',
    tag: 'Dataset',
    access: ['can_create', 'Datasets'],
    body: {
      properties: { dataset_uri: { type: 'string' }, extra: { type: 'object', nullable: true } },
      required: ['dataset_uri'],
    },
    answer: DATASET_EVENT_SHAPE,
    handle: call => {
      const { dataset_uri: uri, extra } = call.body
      return change(call, {}, async db => {
        const dataset = await findDataset(db, uri)
        if (dataset === null) throw notFound('Dataset not found', `Dataset with uri: '${uri}' not found`)
        const event = { extra: { ...extra, from_rest_api: true }, atMs: call.parts.clock() }
        const after = datasetEventView(await createDatasetEvent(db, dataset, event))
        return { result: after, wake: dataset.consumingDags.map(({ dagId }) => ({ type: 'dag', dagId })), after }
      })
    },
  }),
]

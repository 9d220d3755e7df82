import {
  type DatasetQueueFilter,
  deleteQueuedDatasetEvents,
  listQueuedDatasetEvents,
  type QueuedDatasetEvent,
} from '../../../db/dataset-queue.ts'
import { change } from '../../change.ts'
import { notFound } from '../../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../../route.ts'
import { QUEUED_EVENT_SHAPE, QUEUED_EVENTS_SHAPE, queuedEventView } from '../../views/dataset.ts'

const BEFORE = { before: { type: 'string', format: 'date-time', description: 'Only what is older.' } } as const
const TAG = 'Dataset'
const OF_DATASET = '/datasets/queuedEvent/{uri}'
const OF_DAG = '/dags/{dag_id}/datasets/queuedEvent'

/** What DAGs wait for that has happened already: their next run comes when all of their datasets have changed. */
export const queuedEventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: OF_DATASET,
    operationId: 'get_dataset_queued_events',
    summary: 'The DAGs that have noted a change of this dataset',
    tag: TAG,
    access: ['can_read', 'Datasets'],
    query: BEFORE,
    answer: QUEUED_EVENTS_SHAPE,
    handle: ({ parts, params, query, rights }) =>
      answerList(parts, { uri: params.uri, beforeMs: query.before, dagIds: rights.readableDagIds() }),
  }),
  route({
    method: 'DELETE',
    path: OF_DATASET,
    operationId: 'delete_dataset_queued_events',
    summary: 'Forget the noted changes of this dataset',
    tag: TAG,
    access: ['can_delete', 'Datasets'],
    query: BEFORE,
    handle: call =>
      forget(call, {
        uri: call.params.uri,
        beforeMs: call.query.before,
        dagIds: call.rights.readableDagIds(),
      }),
  }),
  route({
    method: 'GET',
    path: OF_DAG,
    operationId: 'get_dag_dataset_queued_events',
    summary: 'The changes that this DAG has noted',
    tag: TAG,
    access: ['can_read', 'Datasets'],
    query: BEFORE,
    answer: QUEUED_EVENTS_SHAPE,
    handle: ({ parts, params, query }) => answerList(parts, { dagIds: [params.dag_id], beforeMs: query.before }),
  }),
  route({
    method: 'DELETE',
    path: OF_DAG,
    operationId: 'delete_dag_dataset_queued_events',
    summary: 'Forget the changes that this DAG has noted',
    tag: TAG,
    access: ['can_delete', 'Datasets'],
    query: BEFORE,
    handle: call => forget(call, { dagIds: [call.params.dag_id], beforeMs: call.query.before }),
  }),
  route({
    method: 'GET',
    path: `${OF_DAG}/{uri}`,
    operationId: 'get_dag_dataset_queued_event',
    summary: 'Whether this DAG has noted a change of this dataset',
    tag: TAG,
    access: ['can_read', 'Datasets'],
    query: BEFORE,
    answer: QUEUED_EVENT_SHAPE,
    handle: async ({ parts, params, query }) => {
      const filter = { dagIds: [params.dag_id], uri: params.uri, beforeMs: query.before }
      const [event] = await requireEvents(parts, filter)
      return queuedEventView(event as QueuedDatasetEvent)
    },
  }),
  route({
    method: 'DELETE',
    path: `${OF_DAG}/{uri}`,
    operationId: 'delete_dag_dataset_queued_event',
    summary: 'Forget the change of this dataset that this DAG has noted',
    tag: TAG,
    access: ['can_delete', 'Datasets'],
    query: BEFORE,
    handle: call => forget(call, { dagIds: [call.params.dag_id], uri: call.params.uri, beforeMs: call.query.before }),
  }),
]

async function answerList(parts: ServerParts, filter: DatasetQueueFilter) {
  const events = await requireEvents(parts, filter)
  return { queued_events: events.map(queuedEventView), total_entries: events.length }
}

async function requireEvents({ database }: ServerParts, filter: DatasetQueueFilter): Promise<QueuedDatasetEvent[]> {
  const events = await listQueuedDatasetEvents(database.kysely, filter)
  if (events.length === 0) throw noEvent(filter)
  return events
}

const forget = (call: Call, filter: DatasetQueueFilter): Promise<null> =>
  change(call, {}, async db => {
    const before = (await listQueuedDatasetEvents(db, filter)).map(queuedEventView)
    if ((await deleteQueuedDatasetEvents(db, filter)) === 0) throw noEvent(filter)
    return { result: null, wake: [], before, after: null }
  })

function noEvent({ dagIds, uri }: DatasetQueueFilter): Error {
  const [dag, dataset] = [`dag_id: \`${dagIds?.[0]}\``, `dataset uri: \`${uri}\``]
  const what = uri === undefined ? dag : dagIds === undefined ? dataset : `${dag} and ${dataset}`
  return notFound('Queue event not found', `Queue event with ${what} was not found`)
}

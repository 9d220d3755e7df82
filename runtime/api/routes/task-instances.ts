import {
  findListedTaskInstance,
  type ListedTaskInstance,
  listTaskInstancePage,
  TASK_INSTANCE_ORDERS,
  type TaskInstanceFilter,
} from '../../db/task-instance-list.ts'
import type { MaybeState } from '../../model/states.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { RANGE_FIELDS, rangesOf, unlessAll } from '../input/range-fields.ts'
import type { ValuesOf } from '../input/schema.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { TASK_INSTANCE_SHAPE, TASK_INSTANCES_SHAPE, taskInstanceView } from '../views/task-instance.ts'

const NAMES = { type: 'array', items: { type: 'string' } } as const
const STATES = { type: 'array', items: { type: 'string', nullable: true } } as const

const FILTER_FIELDS = {
  ...RANGE_FIELDS,
  duration_gte: { type: 'number', description: 'Seconds.' },
  duration_lte: { type: 'number', description: 'Seconds.' },
  state: { ...STATES, description: 'Any of these states; none stands for no state.' },
  pool: NAMES,
  queue: NAMES,
  executor: NAMES,
} as const

const LIST_QUERY = { ...PAGE_FIELDS, ...FILTER_FIELDS, order_by: ORDER_FIELD } as const

export const taskInstanceRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances',
    operationId: 'get_task_instances',
    summary: 'List the task instances of a run, of all runs (~) or of all DAGs (~)',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Instances'],
    query: LIST_QUERY,
    answer: TASK_INSTANCES_SHAPE,
    handle: ({ parts, params, query, rights }) => {
      const dagIds = rights.readableDagIds(unlessAll(params.dag_id))
      return answerList(parts, { ...filterOf(query), dagIds, runIds: unlessAll(params.dag_run_id) }, query)
    },
  }),
  route({
    method: 'POST',
    path: '/dags/~/dagRuns/~/taskInstances/list',
    operationId: 'get_task_instances_batch',
    summary: 'List task instances of many DAGs',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Instances'],
    body: {
      properties: {
        ...FILTER_FIELDS,
        dag_ids: NAMES,
        dag_run_ids: NAMES,
        task_ids: NAMES,
        order_by: ORDER_FIELD,
        page_offset: PAGE_FIELDS.offset,
        page_limit: PAGE_FIELDS.limit,
      },
    },
    answer: TASK_INSTANCES_SHAPE,
    handle: ({ parts, body, rights }) =>
      answerList(
        parts,
        {
          ...filterOf(body),
          dagIds: rights.readableDagIds(body.dag_ids),
          runIds: body.dag_run_ids,
          taskIds: body.task_ids,
        },
        { limit: body.page_limit, offset: body.page_offset, order_by: body.order_by },
      ),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}',
    operationId: 'get_task_instance',
    summary: 'One task instance',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Instances'],
    answer: TASK_INSTANCE_SHAPE,
    handle: async ({ parts, params }) =>
      taskInstanceView(await requireTaskInstance(parts, { ...params, map_index: -1 })),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}',
    operationId: 'get_mapped_task_instance',
    summary: 'One task instance of a mapped task',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Instances'],
    answer: TASK_INSTANCE_SHAPE,
    handle: async ({ parts, params }) =>
      taskInstanceView(await requireTaskInstance(parts, { ...params, map_index: mapIndexOf(params.map_index) })),
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/listMapped',
    operationId: 'get_mapped_task_instances',
    summary: 'List the task instances of a mapped task',
    tag: 'TaskInstance',
    access: ['can_read', 'Task Instances'],
    query: LIST_QUERY,
    answer: TASK_INSTANCES_SHAPE,
    handle: ({ parts, params, query }) =>
      answerList(
        parts,
        {
          ...filterOf(query),
          dagIds: [params.dag_id],
          runIds: [params.dag_run_id],
          taskIds: [params.task_id],
          isMapped: true,
        },
        query,
      ),
  }),
]

export interface InstancePath {
  readonly dag_id: string
  readonly dag_run_id: string
  readonly task_id: string
  readonly map_index: number
}

/** @throws Problem 404 */
export async function requireTaskInstance(parts: ServerParts, path: InstancePath): Promise<ListedTaskInstance> {
  const key = { dagId: path.dag_id, runId: path.dag_run_id, taskId: path.task_id, mapIndex: path.map_index }
  const instance = await findListedTaskInstance(parts.database.kysely, key)
  if (instance === null) throw notFound('Task instance not found')
  return instance
}

/** @throws Problem 404 for what is no number: there is no such address then */
export function mapIndexOf(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw notFound('Task instance not found', `map_index ${text} is not a number`)
  return Number(text)
}

const filterOf = (query: ValuesOf<typeof FILTER_FIELDS>) => ({
  ...rangesOf(query),
  duration: { from: query.duration_gte, to: query.duration_lte },
  states: query.state?.map(state => (state === 'none' ? null : state)) as MaybeState[] | undefined,
  pools: query.pool,
  queues: query.queue,
  executors: query.executor,
})

interface ListQuery {
  readonly limit: number
  readonly offset: number
  readonly order_by: string | undefined
}

async function answerList(parts: ServerParts, filter: TaskInstanceFilter, query: ListQuery) {
  const order = orderOf(query.order_by, {
    allowed: TASK_INSTANCE_ORDERS,
    fallback: 'map_index',
    refusal: name => `Ordering with '${name}' is not supported`,
  })
  const list = await listTaskInstancePage(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
  return { task_instances: list.rows.map(taskInstanceView), total_entries: list.total }
}

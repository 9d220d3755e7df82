import {
  type ListedTaskInstance,
  listTaskInstancePage,
  TASK_INSTANCE_PAGE_ORDERS,
} from '../../../db/task-instance-list.ts'
import { type MaybeState, TASK_INSTANCE_STATES } from '../../../model/states.ts'
import { orderOf, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import type { TaskInstanceLine, TaskInstanceList } from '../contract/browse.ts'
import { LIST_FIELDS, TEXT_FIELD } from './list-fields.ts'

export const taskInstanceListRoute: Route = route({
  method: 'GET',
  path: '/ui/task-instances',
  operationId: 'ui_task_instances',
  summary: 'A page of the task instances of all DAGs',
  tag: 'Pages',
  access: ['can_read', 'Task Instances'],
  query: {
    ...LIST_FIELDS,
    dag: TEXT_FIELD,
    run: TEXT_FIELD,
    task: TEXT_FIELD,
    operator: TEXT_FIELD,
    hostname: TEXT_FIELD,
    pool: TEXT_FIELD,
    queue: TEXT_FIELD,
    state: { type: 'array', items: { type: 'string', enum: [...TASK_INSTANCE_STATES, 'none'] } },
  },
  handle: async ({ parts, query, rights }): Promise<TaskInstanceList> => {
    const filter = {
      dagIds: rights.readableDagIds(),
      dagText: query.dag,
      runText: query.run,
      taskText: query.task,
      operatorText: query.operator,
      hostnameText: query.hostname,
      text: query.search,
      poolText: query.pool,
      queueText: query.queue,
      states: query.state?.map(state => (state === 'none' ? null : (state as MaybeState))),
      startDate: { fromMs: query.from, toMs: query.to },
    }
    const order = orderOf(query.order_by ?? '-start_date', {
      allowed: TASK_INSTANCE_PAGE_ORDERS,
      fallback: 'start_date',
    })
    const list = await listTaskInstancePage(parts.database.kysely, filter, { order, page: pageOf(parts.config, query) })
    return { taskInstances: list.rows.map(lineOf), total: list.total }
  },
})

const lineOf = (instance: ListedTaskInstance): TaskInstanceLine => ({
  dagId: instance.dagId,
  runId: instance.runId,
  taskId: instance.taskId,
  mapIndex: instance.mapIndex,
  state: instance.state,
  tryNumber: instance.tryNumber,
  operator: instance.operator,
  pool: instance.pool,
  queue: instance.queue,
  hostname: instance.hostname,
  startMs: instance.startDateMs,
  endMs: instance.endDateMs,
  note: instance.note,
})

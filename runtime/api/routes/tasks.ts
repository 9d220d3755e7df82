import { findSerializedDag } from '../../db/serialized-dag.ts'
import type { DagSpec, TaskSpec } from '../../model/dag.ts'
import { ORDER_FIELD } from '../input/paging.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { TASK_SHAPE, TASKS_SHAPE, taskView } from '../views/task.ts'

export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/dags/{dag_id}/tasks',
    operationId: 'get_tasks',
    summary: 'The tasks of a DAG',
    tag: 'DAG',
    access: ['can_read', 'Task Instances'],
    query: { order_by: { ...ORDER_FIELD, default: 'task_id' } },
    answer: TASKS_SHAPE,
    handle: async ({ parts, params, query }) => {
      const dag = await requireSpec(parts, params.dag_id)
      return { tasks: ordered(dag.tasks, query.order_by).map(taskView), total_entries: dag.tasks.length }
    },
  }),
  route({
    method: 'GET',
    path: '/dags/{dag_id}/tasks/{task_id}',
    operationId: 'get_task',
    summary: 'One task of a DAG',
    tag: 'DAG',
    access: ['can_read', 'Task Instances'],
    answer: TASK_SHAPE,
    handle: async ({ parts, params }) => taskView(await requireTaskSpec(parts, params)),
  }),
]

/** @throws Problem 404 */
export async function requireTaskSpec(
  parts: ServerParts,
  { dag_id: dagId, task_id: taskId }: { readonly dag_id: string; readonly task_id: string },
): Promise<TaskSpec> {
  const dag = await requireSpec(parts, dagId)
  const task = dag.tasks.find(candidate => candidate.taskId === taskId)
  if (task === undefined) throw notFound('Task not found')
  return task
}

async function requireSpec(parts: ServerParts, dagId: string): Promise<DagSpec> {
  const dag = await findSerializedDag(parts.database.kysely, dagId)
  if (dag === null) throw notFound('DAG not found')
  return dag.spec
}

type TaskView = Readonly<Record<string, unknown>>

/** By any field with plain values, as Airflow sorts by an attribute of the operator. */
function ordered(tasks: readonly TaskSpec[], orderBy: string): readonly TaskSpec[] {
  const field = orderBy.replace(/^-/, '')
  const sign = orderBy.startsWith('-') ? -1 : 1
  const keyed = tasks.map(task => ({ task, key: (taskView(task) as TaskView)[field] }))
  if (keyed.some(({ key }) => key === undefined || (typeof key === 'object' && key !== null)))
    throw badRequest(`Ordering with '${field}' is disallowed or the attribute does not exist on the model`)
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ task }) => task)
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (String(a) === String(b)) return 0
  return String(a) < String(b) ? -1 : 1
}

import { exceptionRepr } from '../../queue/message/python-repr.ts'
import type { FoundTask } from '../attempt/history.ts'
import { valueOfRepr } from '../attempt/value-of-repr.ts'
import { isEnded, type TaskRecord } from '../state/task-record.ts'

/** A task as Flower's API shows it (celery.events.state.Task.as_dict), and what of Airflow it is. */
export const taskJson = (task: Readonly<TaskRecord>) => ({
  uuid: task.uuid,
  name: task.name,
  state: task.state,
  received: task.received,
  sent: task.sent,
  started: task.started,
  rejected: task.rejected,
  succeeded: task.succeeded,
  failed: task.failed,
  retried: task.retried,
  revoked: task.revoked,
  args: task.args,
  kwargs: task.kwargs,
  eta: task.eta,
  expires: task.expires,
  retries: task.retries,
  result: task.result,
  exception: task.exception,
  timestamp: task.timestamp,
  runtime: task.runtime,
  traceback: task.traceback,
  exchange: task.exchange,
  routing_key: task.routingKey,
  clock: task.clock,
  client: task.client,
  root: task.rootId,
  root_id: task.rootId,
  parent: task.parentId,
  parent_id: task.parentId,
  children: [],
  ...(task.worker === null ? {} : { worker: task.worker }),
  ...airflowNames(task),
})

/** One task with what the database says of it. */
export const foundTaskJson = ({ task, attempt }: FoundTask) => ({
  ...taskJson(task),
  try_number: attempt?.tryNumber ?? null,
  airflow_state: attempt?.state ?? null,
  queue: attempt?.queue ?? null,
})

/** Flower's answer about a result. A task that nobody knows is pending, as for Celery. */
export function resultJson(id: string, task: Readonly<TaskRecord> | null) {
  if (task === null) return { 'task-id': id, state: 'PENDING' }
  const { state, result, exception, traceback } = task
  const known = { 'task-id': id, state: UNKNOWN_TO_BACKENDS.has(state) ? 'PENDING' : state }
  if (!isEnded(task)) return known
  if (state === 'FAILURE') return { ...known, result: exception, traceback }
  if (state === 'REVOKED') return { ...known, result: exceptionRepr('TaskRevokedError', task.revokedAs ?? 'revoked') }
  return { ...known, result: valueOfRepr(result) }
}

/** A result backend, which Flower asks, hears of a task when it starts. */
const UNKNOWN_TO_BACKENDS: ReadonlySet<string> = new Set(['RECEIVED', 'REJECTED'])

function airflowNames({ attempt }: Readonly<TaskRecord>) {
  if (attempt === null) return {}
  const { dagId, taskId, runId, mapIndex } = attempt
  return { dag_id: dagId, task_id: taskId, run_id: runId, map_index: mapIndex }
}

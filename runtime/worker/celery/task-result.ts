import type { CeleryResult } from '../../db/celery-result.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { ReceivedTask } from '../../queue/message/parse-task-message.ts'
import type { AttemptReport } from '../../task/attempt-parts.ts'

/** A task as it came, and the Celery node that took it. */
export interface TaskOfNode {
  readonly received: ReceivedTask
  readonly node: string
}

/** What Celery tells of a task that has begun (task_track_started). */
export const startedResult = (task: TaskOfNode): CeleryResult => ({
  ...rowOf(task),
  status: 'STARTED',
  result: { pid: process.pid, hostname: task.node },
  traceback: null,
  doneMs: null,
})

/**
 * Failures are failures, whether the task instance gets another try or not: that will have another id. A task that its
 * worker gave back will never run under this one.
 */
export function endedResult(task: TaskOfNode, { outcome }: AttemptReport, doneMs: number): CeleryResult {
  if (outcome.type === 'requeued') return revokedResult(task, 'terminated', doneMs)
  if (outcome.type !== 'failed') return { ...rowOf(task), status: 'SUCCESS', result: null, traceback: null, doneMs }
  return failedResult(task, outcome.error, doneMs)
}

/** Its command failed, or cannot be read. */
export function failedResult(task: TaskOfNode, error: string, doneMs: number): CeleryResult {
  const [message = ''] = error.split('\n')
  return {
    ...rowOf(task),
    status: 'FAILURE',
    result: exception('airflow.exceptions', 'AirflowException', message),
    traceback: error.slice(0, LONGEST_TEXT),
    doneMs,
  }
}

/** This worker does not know the task. */
export const unregisteredResult = (task: TaskOfNode, doneMs: number): CeleryResult => ({
  ...rowOf(task),
  status: 'FAILURE',
  result: exception('celery.exceptions', 'NotRegistered', task.received.taskName),
  traceback: null,
  doneMs,
})

/** @param how Celery's word: `revoked` or `expired` before it began, `terminated` after */
export const revokedResult = (
  task: TaskOfNode,
  how: 'revoked' | 'expired' | 'terminated',
  doneMs: number,
): CeleryResult => ({
  ...rowOf(task),
  status: 'REVOKED',
  result: exception('celery.exceptions', 'TaskRevokedError', how),
  traceback: null,
  doneMs,
})

/** What the columns hold in any character set. */
const LONGEST_TEXT = 10_000

/** An exception as Celery's JSON serializer takes it apart (prepare_exception). */
const exception = (module: string, type: string, message: string): JsonValue => ({
  exc_type: type,
  exc_message: [message.slice(0, LONGEST_TEXT)],
  exc_module: module,
})

function rowOf({ received, node }: TaskOfNode): Pick<CeleryResult, 'taskId' | 'request'> {
  const { id, taskName, args, kwargs, retries, routingKey } = received
  return { taskId: id, request: { name: taskName, args, kwargs, worker: node, retries, queue: routingKey } }
}

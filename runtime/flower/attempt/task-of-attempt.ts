import type { Attempt } from '../../db/attempt-rows.ts'
import type { TaskInstanceState } from '../../model/states.ts'
import { pythonRepr } from '../../queue/message/python-repr.ts'
import { newTask, type TaskRecord, type TaskState } from '../state/task-record.ts'

/** The Celery task that an attempt was, where no event tells of it any more. */
export function taskOfAttempt(attempt: Attempt, taskName: string): TaskRecord {
  const { dagId, taskId, runId, mapIndex, hostname, token } = attempt
  const state = stateOf(attempt.state)
  const [queued, started, ended] = [attempt.queuedAtMs, attempt.startDateMs, attempt.endDateMs].map(toSeconds)
  return {
    ...newTask(token),
    name: taskName,
    state,
    args: pythonRepr([commandOf(attempt)]),
    kwargs: '{}',
    worker: hostname === '' ? null : `celery@${hostname}`,
    received: queued ?? null,
    started: started ?? null,
    succeeded: state === 'SUCCESS' ? (ended ?? null) : null,
    failed: state === 'FAILURE' ? (ended ?? null) : null,
    retried: state === 'RETRY' ? (ended ?? null) : null,
    timestamp: ended ?? started ?? queued ?? null,
    runtime: attempt.duration,
    result: state === 'SUCCESS' ? 'None' : null,
    attempt: { dagId, taskId, runId, mapIndex },
  }
}

function commandOf({ dagId, taskId, runId, mapIndex }: Attempt): string[] {
  const command = ['airflow', 'tasks', 'run', dagId, taskId, runId, '--local']
  return mapIndex < 0 ? command : [...command, '--map-index', String(mapIndex)]
}

const STATES: Readonly<Partial<Record<TaskInstanceState, TaskState>>> = {
  queued: 'PENDING',
  scheduled: 'PENDING',
  running: 'STARTED',
  restarting: 'STARTED',
  success: 'SUCCESS',
  skipped: 'SUCCESS',
  deferred: 'SUCCESS',
  up_for_reschedule: 'SUCCESS',
  failed: 'FAILURE',
  up_for_retry: 'RETRY',
}

/** What our workers' events would say of an attempt that came to be in that state. */
const stateOf = (state: TaskInstanceState | null): TaskState =>
  state === null ? 'PENDING' : (STATES[state] ?? 'REVOKED')

const toSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000)

import type { CeleryEvent } from '../../queue/monitor/events.ts'
import { type AttemptName, attemptOfArgs } from '../attempt/attempt-of-args.ts'
import { numberOf, textOf } from './shortened.ts'

/** Celery's states of a task, in the order of precedence: what is further left is logically later (celery.states). */
export const TASK_STATES = [
  'SUCCESS',
  'FAILURE',
  'REVOKED',
  'STARTED',
  'RECEIVED',
  'REJECTED',
  'RETRY',
  'PENDING',
] as const
export type TaskState = (typeof TASK_STATES)[number]

/** When a task came into each state, in seconds since the epoch. */
export interface TaskTimes {
  sent: number | null
  received: number | null
  started: number | null
  succeeded: number | null
  failed: number | null
  retried: number | null
  revoked: number | null
  rejected: number | null
}

/** A Celery task as its events tell it; only its owner, ClusterState, changes one. */
export interface TaskRecord extends TaskTimes {
  readonly uuid: string
  name: string | null
  state: TaskState
  worker: string | null
  client: string | null
  args: string | null
  kwargs: string | null
  result: string | null
  exception: string | null
  traceback: string | null
  /** Why it was revoked. */
  revokedAs: 'revoked' | 'terminated' | 'expired' | null
  eta: string | null
  expires: string | null
  retries: number | null
  runtime: number | null
  timestamp: number | null
  clock: number
  exchange: string | null
  routingKey: string | null
  rootId: string | null
  parentId: string | null
  /** What of Airflow it runs; null when its arguments are no Airflow command. */
  attempt: AttemptName | null
}

export const newTask = (uuid: string): TaskRecord => ({
  uuid,
  name: null,
  state: 'PENDING',
  worker: null,
  client: null,
  ...{ sent: null, received: null, started: null, succeeded: null },
  ...{ failed: null, retried: null, revoked: null, rejected: null },
  args: null,
  kwargs: null,
  result: null,
  exception: null,
  traceback: null,
  revokedAs: null,
  eta: null,
  expires: null,
  retries: null,
  runtime: null,
  timestamp: null,
  clock: 0,
  exchange: null,
  routingKey: null,
  rootId: null,
  parentId: null,
  attempt: null,
})

const ENDED: ReadonlySet<TaskState> = new Set(['SUCCESS', 'FAILURE', 'REVOKED'])

/** Celery's READY_STATES: it will not go on. */
export const isEnded = ({ state }: Readonly<TaskRecord>): boolean => ENDED.has(state)

const EVENTS: Readonly<Record<string, readonly [time: keyof TaskTimes, state: TaskState]>> = {
  'task-sent': ['sent', 'PENDING'],
  'task-received': ['received', 'RECEIVED'],
  'task-started': ['started', 'STARTED'],
  'task-succeeded': ['succeeded', 'SUCCESS'],
  'task-failed': ['failed', 'FAILURE'],
  'task-retried': ['retried', 'RETRY'],
  'task-revoked': ['revoked', 'REVOKED'],
  'task-rejected': ['rejected', 'REJECTED'],
}

/** Brings the record up to date; an event that comes late only adds what it alone knows (celery.events.state.Task). */
export function foldTaskEvent(task: TaskRecord, event: CeleryEvent): void {
  const known = EVENTS[event.type]
  if (known === undefined) return
  const [time, state] = known
  task[time] = event.timestamp
  task.clock = Math.max(task.clock, numberOf(event.clock) ?? 0)
  if (event.type === 'task-sent') task.client = event.hostname
  if (isEarlier(state, task.state)) {
    if (state === 'RECEIVED' || state === 'PENDING') takeRequest(task, event)
    return
  }
  if (event.type !== 'task-sent') task.worker = event.hostname
  task.state = state
  task.timestamp = event.timestamp
  takeRequest(task, event)
  takeOutcome(task, event)
}

// A task that goes back to the queue begins again: nothing is earlier than that.
const BEGINS_AGAIN: ReadonlySet<TaskState> = new Set(['RETRY', 'REJECTED'])

const isEarlier = (state: TaskState, current: TaskState): boolean =>
  !BEGINS_AGAIN.has(state) && !BEGINS_AGAIN.has(current) && TASK_STATES.indexOf(state) > TASK_STATES.indexOf(current)

const LONGEST_NAME = 256
const LONGEST_TEXT = 2048
const LONGEST_TRACEBACK = 4096

/** What was asked for; events of type received and sent say it. */
function takeRequest(task: TaskRecord, event: CeleryEvent): void {
  if ('args' in event) {
    task.args = textOf(event['args'], LONGEST_TEXT)
    task.attempt = attemptOfArgs(task.args)
  }
  task.name = textOf(event['name'], LONGEST_NAME) ?? task.name
  task.kwargs = textOf(event['kwargs'], LONGEST_TEXT) ?? task.kwargs
  task.retries = numberOf(event['retries']) ?? task.retries
  task.eta = textOf(event['eta'], LONGEST_NAME) ?? task.eta
  task.expires = textOf(event['expires'], LONGEST_NAME) ?? task.expires
  task.rootId = textOf(event['root_id'], LONGEST_NAME) ?? task.rootId
  task.parentId = textOf(event['parent_id'], LONGEST_NAME) ?? task.parentId
  task.exchange = textOf(event['exchange'], LONGEST_NAME) ?? task.exchange
  task.routingKey = textOf(event['routing_key'], LONGEST_NAME) ?? task.routingKey
}

function takeOutcome(task: TaskRecord, event: CeleryEvent): void {
  task.result = textOf(event['result'], LONGEST_TEXT) ?? task.result
  task.exception = textOf(event['exception'], LONGEST_TEXT) ?? task.exception
  task.traceback = textOf(event['traceback'], LONGEST_TRACEBACK) ?? task.traceback
  task.runtime = numberOf(event['runtime']) ?? task.runtime
  if (event.type === 'task-revoked') task.revokedAs = revokedAs(event)
}

function revokedAs({ terminated, expired }: CeleryEvent): TaskRecord['revokedAs'] {
  if (terminated === true) return 'terminated'
  return expired === true ? 'expired' : 'revoked'
}

import type { CeleryResult } from '../../db/celery-result.ts'
import type { AttemptRequest } from '../../model/attempt.ts'
import type { JsonValue } from '../../model/keys.ts'
import { isoFormat } from '../../model/time.ts'
import type { ReceivedTask } from '../../queue/message/parse-task-message.ts'
import { exceptionRepr, pythonRepr } from '../../queue/message/python-repr.ts'
import type { EventDispatcher, WorkerLoad } from '../../queue/monitor/events.ts'
import type { Clock } from '../../service/clock.ts'
import type { AttemptReport } from '../../task/attempt-parts.ts'
import type { ResultBackend } from './result-backend.ts'
import {
  endedResult,
  failedResult,
  revokedResult,
  startedResult,
  type TaskOfNode,
  unregisteredResult,
} from './task-result.ts'

export interface ActiveTasksParts {
  readonly events: EventDispatcher
  readonly clock: Clock
  /** The Celery node name. */
  readonly node: string
  /** Null where no results are kept. */
  readonly results: ResultBackend | null
}

/** A Celery task of this worker, and the attempt that it is. */
export interface ActiveTask {
  readonly received: ReceivedTask
  readonly request: AttemptRequest
  /** Null until it is claimed. */
  startedMs: number | null
  /** Its end was asked for, and has been told: nothing that it comes to after that is news. */
  isTerminated: boolean
}

/** The Celery side of what this worker runs: its task events, and what `celery inspect` shows. */
export class ActiveTasks {
  readonly #parts: ActiveTasksParts
  readonly #tasks = new Map<string, ActiveTask>()
  /** Not due yet. */
  readonly #scheduled = new Map<string, ReceivedTask>()
  readonly #totals = new Map<string, number>()

  constructor(parts: ActiveTasksParts) {
    this.#parts = parts
  }

  /** What heartbeats tell. */
  get load(): WorkerLoad {
    const processed = [...this.#totals.values()].reduce((sum, total) => sum + total, 0)
    return { active: this.#tasks.size, processed }
  }

  /** How many of each task name have been run. */
  get totals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#totals)
  }

  list(): readonly ActiveTask[] {
    return [...this.#tasks.values()]
  }

  listScheduled(): readonly ReceivedTask[] {
    return [...this.#scheduled.values()]
  }

  find(id: string): ActiveTask | undefined {
    return this.#tasks.get(id)
  }

  /** It came before its eta; that it is here is told now. */
  scheduled(received: ReceivedTask): void {
    if (!this.#scheduled.has(received.id)) this.#tellReceived(received)
    this.#scheduled.set(received.id, received)
  }

  received(received: ReceivedTask, request: AttemptRequest): void {
    this.#tasks.set(received.id, { received, request, startedMs: null, isTerminated: false })
    this.#tellReceived(received)
  }

  /** It names nothing that is to be run: as in Airflow its command ends well without running anything. */
  notCurrent(received: ReceivedTask): void {
    this.#tellReceived(received)
    this.refused(received.id)
  }

  /** Its command cannot be read. */
  unreadable(received: ReceivedTask, error: string): void {
    this.#tellReceived(received)
    this.#parts.events.sendTaskEvent('task-failed', { uuid: received.id, ...failure(error) })
    this.#store(received, task => failedResult(task, error, this.#parts.clock()))
  }

  /** As Celery says it of a task that this worker does not know. */
  unregistered(received: ReceivedTask): void {
    const exception = exceptionRepr('NotRegistered', received.taskName)
    this.#parts.events.sendTaskEvent('task-failed', { uuid: received.id, exception })
    this.#store(received, task => unregisteredResult(task, this.#parts.clock()))
  }

  #tellReceived(received: ReceivedTask): void {
    if (this.#scheduled.delete(received.id)) return
    this.#parts.events.sendTaskEvent('task-received', {
      uuid: received.id,
      name: received.taskName,
      args: pythonRepr(received.args),
      kwargs: pythonRepr(received.kwargs),
      root_id: received.rootId,
      parent_id: received.parentId,
      retries: received.retries,
      eta: dateOf(received.etaMs),
      expires: dateOf(received.expiresMs),
    })
  }

  started(id: string): void {
    const task = this.#tasks.get(id)
    if (task === undefined) return
    task.startedMs = this.#parts.clock()
    this.#totals.set(task.received.taskName, (this.#totals.get(task.received.taskName) ?? 0) + 1)
    this.#parts.events.sendTaskEvent('task-started', { uuid: id })
    if (this.#parts.results?.tracksStarted === true) this.#keep(id, startedResult)
  }

  /** It is being ended because somebody asked for it (revoke with terminate). */
  terminated(id: string, signum: number): void {
    const task = this.#tasks.get(id)
    if (task === undefined || task.isTerminated) return
    task.isTerminated = true
    this.#parts.events.sendTaskEvent('task-revoked', { uuid: id, terminated: true, signum, expired: false })
    this.#keep(id, one => revokedResult(one, 'terminated', this.#parts.clock()))
  }

  ended(id: string, report: AttemptReport): void {
    const isTold = this.#tasks.get(id)?.isTerminated === true
    if (!isTold) this.#keep(id, task => endedResult(task, report, this.#parts.clock()))
    this.#tasks.delete(id)
    if (isTold) return
    const how = endOf(report)
    this.#parts.events.sendTaskEvent(how.type, { uuid: id, ...how.fields })
  }

  /** It was revoked, or has expired, before it started. */
  revoked(id: string, how: 'revoked' | 'expired'): void {
    this.#keep(id, task => revokedResult(task, how, this.#parts.clock()))
    this.#tasks.delete(id)
    this.#parts.events.sendTaskEvent('task-revoked', {
      uuid: id,
      terminated: false,
      signum: null,
      expired: how === 'expired',
    })
  }

  /** It could not be claimed: its message goes back to the broker. */
  kept(id: string): void {
    this.#tasks.delete(id)
    this.#parts.events.sendTaskEvent('task-rejected', { uuid: id, requeue: true })
  }

  /** Somebody else has claimed it, or it is no longer queued: nothing was started. */
  refused(id: string): void {
    this.#tasks.delete(id)
    this.#parts.events.sendTaskEvent('task-succeeded', { uuid: id, result: 'None', runtime: 0 })
  }

  #keep(id: string, resultOf: (task: TaskOfNode) => CeleryResult): void {
    const task = this.#tasks.get(id)
    if (task !== undefined) this.#store(task.received, resultOf)
  }

  #store(received: ReceivedTask, resultOf: (task: TaskOfNode) => CeleryResult): void {
    const { results, node } = this.#parts
    if (results !== null) results.store(resultOf({ received, node }))
  }
}

const dateOf = (ms: number | null): string | null => (ms === null ? null : isoFormat(ms))

function endOf({ state, outcome, seconds }: AttemptReport): {
  readonly type: 'task-succeeded' | 'task-failed' | 'task-retried' | 'task-rejected'
  readonly fields: Readonly<Record<string, JsonValue>>
} {
  if (outcome.type === 'requeued') return { type: 'task-rejected', fields: { requeue: true } }
  if (outcome.type !== 'failed') return { type: 'task-succeeded', fields: { result: 'None', runtime: seconds } }
  return { type: state === 'up_for_retry' ? 'task-retried' : 'task-failed', fields: failure(outcome.error) }
}

const failure = (error: string): Readonly<Record<string, JsonValue>> => ({
  exception: exceptionRepr('AirflowException', error.split('\n')[0] ?? ''),
  traceback: error,
})

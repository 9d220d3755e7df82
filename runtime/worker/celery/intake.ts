import type { Database } from '../../db/database.ts'
import type { AttemptRequest } from '../../model/attempt.ts'
import type { Consumer, Delivery } from '../../queue/consumer.ts'
import { parseTaskMessage, type ReceivedTask } from '../../queue/message/parse-task-message.ts'
import { isCommandTask } from '../../queue/message/task-name.ts'
import type { Log } from '../../service/log.ts'
import { restFor } from '../../service/poll.ts'
import type { AttemptReport } from '../../task/attempt-parts.ts'
import type { Worker } from '../worker.ts'
import type { ActiveTasks } from './active-tasks.ts'
import { requestOf } from './request-of-message.ts'

export interface IntakeParts {
  readonly database: Database
  readonly log: Log
  readonly worker: Worker
  readonly tasks: ActiveTasks
  /** [celery] celery_app_name */
  readonly celeryAppName: string
  readonly consumer: () => Consumer
  /** An attempt is over, as this worker sees it. */
  readonly onEnded: (request: AttemptRequest, report: AttemptReport) => void
}

interface Waiting {
  readonly delivery: Delivery
  readonly timer: NodeJS.Timeout
}

/** How long a message may wait here for a slot before it goes back for other workers; short tasks free one sooner. */
const WAIT_MS = 50
/** Until a message is tried again whose attempt could not be claimed, since the database does not answer. */
const DATABASE_REST_MS = 1000

/**
 * Takes messages while there are slots. A message is acknowledged when its attempt is claimed in the database: from then
 * on the row is what counts. Without a slot a message goes back at once, so that no full worker keeps it from a free one.
 */
export class Intake {
  readonly #parts: IntakeParts
  readonly #waiting: Waiting[] = []
  readonly #revoked = new Set<string>()
  #isFull = false
  #isStopped = false

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  get revoked(): readonly string[] {
    return [...this.#revoked]
  }

  /** A message of this id is thrown away when it comes (celery control revoke). */
  revoke(id: string): void {
    this.#revoked.add(id)
    if (this.#revoked.size > MOST_REVOKED) this.#revoked.delete(this.#revoked.values().next().value as string)
  }

  async take(delivery: Delivery): Promise<void> {
    if (this.#isStopped) return delivery.requeue()
    if (this.#parts.worker.openSlots > 0) return this.#start(delivery)
    this.#waiting.push({ delivery, timer: setTimeout(() => this.#giveBack(), WAIT_MS) })
  }

  /** An attempt has ended: whoever waits may have its slot. */
  onSlotFree(): void {
    if (this.#isStopped) return
    const next = this.#waiting.shift()
    if (next !== undefined) {
      clearTimeout(next.timer)
      void this.#start(next.delivery)
    } else if (this.#isFull) {
      this.#isFull = false
      this.#parts
        .consumer()
        .resume()
        .catch(() => undefined)
    }
  }

  /** Takes no more; what waits goes back to the broker. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#parts
      .consumer()
      .pause()
      .catch(() => undefined)
    for (const { delivery, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      delivery.requeue()
    }
  }

  #giveBack(): void {
    const first = this.#waiting.shift()
    if (first === undefined) return
    this.#isFull = true
    this.#parts
      .consumer()
      .pause()
      .catch(() => undefined)
    first.delivery.requeue()
  }

  async #start(delivery: Delivery): Promise<void> {
    const received = this.#read(delivery)
    if (received === null) return delivery.reject()
    try {
      const request = this.#revoked.has(received.id) ? null : await requestOf(this.#parts.database, received)
      if (request === null) return this.#throwAway(delivery, received)
      this.#run(delivery, received, request)
    } catch (error) {
      await this.#refuse(delivery, received, error as Error)
    }
  }

  #run(delivery: Delivery, received: ReceivedTask, request: AttemptRequest): void {
    const { worker, tasks, onEnded } = this.#parts
    let isSettled = false
    const settle = (): void => {
      if (!isSettled) delivery.ack()
      isSettled = true
    }
    tasks.received(received, request)
    worker.start(request, {
      onClaimed: () => {
        settle()
        tasks.started(received.id)
      },
      onRefused: () => {
        settle()
        tasks.refused(received.id)
      },
      onSettled: report => {
        settle()
        tasks.ended(received.id, report)
        onEnded(request, report)
      },
    })
  }

  #read({ message }: Delivery): ReceivedTask | null {
    const { log, celeryAppName } = this.#parts
    try {
      const received = parseTaskMessage(message)
      if (isCommandTask(received.taskName, celeryAppName)) return received
      log.error('message_unregistered', { task: received.taskName, id: received.id })
    } catch (error) {
      log.error('message_unreadable', { error: (error as Error).message })
    }
    return null
  }

  #throwAway(delivery: Delivery, { id }: ReceivedTask): void {
    this.#parts.log.info('message_not_current', { id })
    delivery.ack()
  }

  /** A message that makes no sense is thrown away; a database that does not answer is waited for. */
  async #refuse(delivery: Delivery, received: ReceivedTask, error: Error): Promise<void> {
    if (error.name === 'BadTaskMessage' || error.name === 'BadAirflowCommand') {
      this.#parts.log.error('message_unreadable', { error: error.message })
      return delivery.reject()
    }
    this.#parts.log.warn('message_kept', { id: received.id, error: error.message })
    await this.#tryLater(delivery)
  }

  async #tryLater(delivery: Delivery): Promise<void> {
    await restFor(DATABASE_REST_MS, new AbortController().signal)
    delivery.requeue()
  }
}

/** Celery keeps as many. */
const MOST_REVOKED = 50_000

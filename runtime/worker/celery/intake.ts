import type { Database } from '../../db/database.ts'
import { GroupCommit } from '../../db/group-commit.ts'
import type { AttemptRequest } from '../../model/attempt.ts'
import type { Consumer, Delivery } from '../../queue/consumer.ts'
import { parseTaskMessage, type ReceivedTask } from '../../queue/message/parse-task-message.ts'
import { isCommandTask } from '../../queue/message/task-name.ts'
import type { Clock } from '../../service/clock.ts'
import type { Log } from '../../service/log.ts'
import { restFor } from '../../service/poll.ts'
import { settleAttempt } from '../../task/settle-attempt.ts'
import type { Worker } from '../worker.ts'
import type { ActiveTasks } from './active-tasks.ts'
import { EtaTimer } from './eta-timer.ts'
import { requestOf } from './request-of-message.ts'

export interface IntakeParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly worker: Worker
  readonly tasks: ActiveTasks
  /** [celery] celery_app_name */
  readonly celeryAppName: string
  readonly consumer: () => Consumer
  /** Asked for one more slot when a message finds none; @returns whether there is one now */
  readonly growPool: () => boolean
  /** Whether the lease is held under which attempts run: without it there are no slots. */
  readonly isLeaseHeld: () => boolean
  /** An attempt is over, as this worker sees it. */
  readonly onEnded: (request: AttemptRequest) => void
}

interface Taken {
  readonly delivery: Delivery
  readonly received: ReceivedTask
}

interface Waiting extends Taken {
  readonly timer: NodeJS.Timeout
}

/** Enough for their claims to share transactions, and few enough to leave messages for other workers. */
const MOST_PREFETCHED = 8
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
  /** Messages whose attempts are being claimed, by token. */
  readonly #claiming = new Map<string, Delivery>()
  readonly #revoked = new Set<string>()
  readonly #early: EtaTimer
  readonly #stopping = new AbortController()
  /** Messages that are being looked up; each will need a slot. */
  #starting = 0
  #isFull = false

  constructor(parts: IntakeParts) {
    this.#parts = parts
    this.#early = new EtaTimer(parts.clock)
  }

  get revoked(): readonly string[] {
    return [...this.#revoked]
  }

  /** The attempt of a message of this id fails when it comes (celery control revoke). */
  revoke(id: string): void {
    this.#revoked.add(id)
    if (this.#revoked.size > MOST_REVOKED) this.#revoked.delete(this.#revoked.values().next().value as string)
  }

  async take(delivery: Delivery): Promise<void> {
    if (this.#isStopped) return delivery.requeue()
    const received = this.#read(delivery)
    if (received === null) return delivery.reject()
    if (this.#early.isEarly(received.etaMs)) return this.#wait(delivery, received, received.etaMs)
    await this.#startOrQueue({ delivery, received })
  }

  async #startOrQueue(taken: Taken): Promise<void> {
    if (this.#openSlots > 0 || this.#grow()) return this.#start(taken)
    this.#waiting.push({ ...taken, timer: setTimeout(() => this.#giveBack(), WAIT_MS) })
  }

  /** There may be room: whoever waits gets it first. */
  fill(): void {
    if (this.#isStopped) return
    while (this.#openSlots > 0 && this.#waiting.length > 0) {
      const first = this.#waiting.shift() as Waiting
      clearTimeout(first.timer)
      void this.#start(first)
    }
    if (this.#openSlots <= 0 && !(this.#isFull && this.#grow())) return
    if (this.#isFull || this.#isWide) this.#consume(consumer => consumer.resume(this.prefetch))
    this.#isFull = false
  }

  /** How many messages may be here that are not claimed: no more than there is room for, as far as that is known. */
  get prefetch(): number {
    return Math.max(1, Math.min(this.#openSlots, MOST_PREFETCHED))
  }

  /** There is room for many messages, and yet they come one by one, since there was less. */
  get #isWide(): boolean {
    const { prefetch } = this.#parts.consumer()
    return this.prefetch >= 2 * prefetch
  }

  /** Takes no more; what waits goes back to the broker. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#early.stop()
    await this.#parts
      .consumer()
      .pause()
      .catch(() => undefined)
    for (const { delivery, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      delivery.requeue()
    }
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted
  }

  get #openSlots(): number {
    return this.#parts.isLeaseHeld() ? this.#parts.worker.openSlots - this.#starting : 0
  }

  #grow(): boolean {
    return this.#parts.isLeaseHeld() && this.#parts.growPool()
  }

  #consume(change: (consumer: Consumer) => Promise<void>): void {
    change(this.#parts.consumer()).catch(() => undefined)
  }

  #giveBack(): void {
    const first = this.#waiting.shift()
    if (first === undefined) return
    this.#isFull = true
    this.#consume(consumer => consumer.pause())
    first.delivery.requeue()
  }

  /** Until its eta; other messages come meanwhile. */
  #wait(delivery: Delivery, received: ReceivedTask, etaMs: number): void {
    this.#parts.tasks.scheduled(received)
    const onDue = () => void this.#startOrQueue({ delivery, received })
    this.#early.wait(received.id, etaMs, { delivery, onDue })
    this.#consume(consumer => consumer.renew(delivery.queue))
  }

  async #start({ delivery, received }: Taken): Promise<void> {
    this.#starting += 1
    try {
      await this.#begin(delivery, received)
    } catch (error) {
      await this.#refuse(delivery, received, error as Error)
    } finally {
      this.#starting -= 1
      this.fill()
    }
  }

  async #begin(delivery: Delivery, received: ReceivedTask): Promise<void> {
    const { tasks, database } = this.#parts
    // The same message again: the attempt that it stands for is here already.
    if (tasks.find(received.id) !== undefined) return this.#throwAway(delivery, received)
    const request = await requestOf(database, received)
    if (request === null) {
      tasks.notCurrent(received)
      return this.#throwAway(delivery, received)
    }
    if (this.#isStopped) return delivery.requeue()
    tasks.received(received, request)
    if (this.#revoked.has(received.id)) await this.#failRevoked(delivery, request, 'revoked')
    else if (this.#isExpired(received)) await this.#failRevoked(delivery, request, 'expired')
    else this.#run(delivery, request)
  }

  #run(delivery: Delivery, request: AttemptRequest): void {
    const { worker, tasks, onEnded } = this.#parts
    const { token } = request
    this.#claiming.set(token, delivery)
    worker.start(request, {
      onClaimed: () => {
        this.#settle(token)
        tasks.started(token)
      },
      onRefused: () => {
        this.#settle(token)
        tasks.refused(token)
      },
      onSettled: report => {
        this.#settle(token)
        tasks.ended(token, report)
        onEnded(request)
      },
      onFailed: () => this.#keep(token),
    })
  }

  #settle(token: string): void {
    this.#claiming.get(token)?.ack()
    this.#claiming.delete(token)
  }

  /** Unless it is claimed or has failed by now: the database would not have it, not even as failed. */
  #keep(token: string): void {
    const delivery = this.#claiming.get(token)
    if (delivery === undefined) return
    this.#claiming.delete(token)
    this.#parts.tasks.kept(token)
    void this.#tryLater(delivery)
  }

  #isExpired({ expiresMs }: ReceivedTask): boolean {
    return expiresMs !== null && expiresMs < this.#parts.clock()
  }

  /** As in Airflow: its task instance has failed, with a retry where one is left. */
  async #failRevoked(delivery: Delivery, request: AttemptRequest, how: 'revoked' | 'expired'): Promise<void> {
    const { database, clock, tasks, onEnded } = this.#parts
    const writes = new GroupCommit(database)
    const atMs = clock()
    await settleAttempt({ database, writes }, request, {
      outcome: {
        type: 'failed',
        error: `The task ${how === 'expired' ? 'expired' : 'was revoked'} before it started`,
        mayRetry: true,
      },
      from: 'queued',
      startMs: atMs,
      endMs: atMs,
      giveUp: this.#stopping.signal,
    }).finally(() => tasks.revoked(request.token, how))
    delivery.ack()
    onEnded(request)
  }

  #read({ message }: Delivery): ReceivedTask | null {
    const { log, celeryAppName, tasks } = this.#parts
    try {
      const received = parseTaskMessage(message)
      if (isCommandTask(received.taskName, celeryAppName)) return received
      log.error('message_unregistered', { task: received.taskName, id: received.id })
      tasks.unregistered(received)
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
      this.#parts.tasks.unreadable(received, error.message)
      return delivery.reject()
    }
    this.#parts.log.warn('message_kept', { id: received.id, error: error.message })
    await this.#tryLater(delivery)
  }

  async #tryLater(delivery: Delivery): Promise<void> {
    await restFor(DATABASE_REST_MS, this.#stopping.signal)
    delivery.requeue()
  }
}

/** Celery keeps as many. */
const MOST_REVOKED = 50_000

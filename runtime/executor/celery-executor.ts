import type { AttemptRequest } from '../model/attempt.ts'
import type { DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import { taskInstanceLabel } from '../model/keys.ts'
import type { BrokerConnection } from '../queue/broker/broker-connection.ts'
import { logBrokerEvent } from '../queue/broker/broker-log.ts'
import { openConfiguredBroker } from '../queue/broker/configured-broker.ts'
import { type AttemptSender, attemptMessage } from '../queue/message/attempt-message.ts'
import { originOf } from '../queue/message/celery-message.ts'
import { commandTaskName } from '../queue/message/task-name.ts'
import { Publisher } from '../queue/publisher.ts'
import { queueDepths } from '../queue/queue-depths.ts'
import { type ClusterEvent, noEvent, WakeExchange } from '../queue/wake-exchange.ts'
import { hostName } from '../service/host-name.ts'
import { endLeftovers } from '../worker/leftovers.ts'
import { type OpenWorker, openWorker } from '../worker/open-worker.ts'
import { callDagCallback } from './dag-callback.ts'
import type { DagCallback, Executor, ExecutorEvents, ExecutorRecovery } from './executor.ts'
import type { LocalExecutorSetup } from './local-executor.ts'

/**
 * Hands attempts to workers on any host, as Celery messages on RabbitMQ (Airflow's CeleryExecutor). What is under way is
 * known by the database; a message that is lost is found by the scheduler and sent again under the same token.
 */
export class CeleryExecutor implements Executor {
  readonly name = 'CeleryExecutor'
  readonly keepsQueued = true
  readonly #setup: LocalExecutorSetup
  readonly #underWay = new Map<string, TaskInstanceKey>()
  /** Messages that the broker has not confirmed yet. */
  readonly #sending = new Set<Promise<void>>()
  #cluster: Cluster | null = null

  constructor(setup: LocalExecutorSetup) {
    this.#setup = setup
  }

  get jobId(): number | null {
    return this.#cluster?.callbacks.jobId ?? null
  }

  get openSlots(): number {
    return this.#setup.slots - this.#underWay.size
  }

  async recover({ livingJobIds, onKill }: ExecutorRecovery): Promise<void> {
    await endLeftovers(this.#setup.config.home, livingJobIds, onKill)
  }

  async start(events: ExecutorEvents): Promise<void> {
    const { config, log } = this.#setup
    const broker = await openConfiguredBroker(config, {
      name: `scheduler@${hostName()}`,
      onEvent: event => logBrokerEvent(log, event),
    })
    const sender = {
      taskName: commandTaskName(config.string('celery', 'celery_app_name')),
      origin: originOf(process.pid, hostName()),
    }
    const callbacks = await openWorker({ ...this.#setup, slots: 0, executorClass: null, onFinished: () => undefined })
    this.#cluster = {
      broker,
      sender,
      callbacks,
      publisher: new Publisher(broker, { timeoutMs: PUBLISH_TIMEOUT_MS }),
      wake: new WakeExchange(broker, {
        onEvent: event => this.#onEvent(event, events),
        onMalformed: text => log.error('message_unreadable', { error: noEvent(text) }),
      }),
    }
  }

  /** What cannot be published stays queued in the database, and is sent again when the broker is back. */
  queue(attempts: readonly AttemptRequest[]): void {
    for (const attempt of attempts) {
      this.#underWay.set(attempt.token, attempt)
      const sending: Promise<void> = this.#send(attempt).finally(() => this.#sending.delete(sending))
      this.#sending.add(sending)
    }
  }

  recheck(run: DagRunKey | null): void {
    this.#opened.wake.publish({ type: 'recheck', run })
  }

  /** Forgets attempts that the database no longer has as queued or running: their end was told to somebody else. */
  keepOnly(tokens: ReadonlySet<string>): void {
    for (const token of this.#underWay.keys()) if (!tokens.has(token)) this.#underWay.delete(token)
  }

  /** Queues of the broker that hold no message; null while the broker does not answer. */
  async emptyQueues(queues: readonly string[]): Promise<ReadonlySet<string> | null> {
    const depths = await queueDepths(this.#opened.broker, queues).catch(() => null)
    return depths === null ? null : new Set(queues.filter(queue => depths.get(queue) === 0))
  }

  runDagCallback(callback: DagCallback): void {
    const { callbacks } = this.#opened
    callbacks.worker.accompany(signal => callDagCallback({ opened: callbacks, log: this.#setup.log }, callback, signal))
  }

  /** Attempts run elsewhere and go on; only callbacks of our own are waited for. */
  async stop(deadline: AbortSignal): Promise<void> {
    await Promise.all(this.#sending)
    await this.#opened.callbacks.worker.stop(deadline)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#cluster === null) return
    const { broker, publisher, wake, callbacks } = this.#cluster
    await Promise.all([publisher.close(), wake.close()])
    await broker.close()
    await callbacks[Symbol.asyncDispose]()
  }

  async #send(attempt: AttemptRequest): Promise<void> {
    const { publisher, sender } = this.#opened
    await publisher.publish(attempt.task.queue, attemptMessage(attempt, sender)).catch(error =>
      this.#setup.log.warn('message_not_sent', {
        key: taskInstanceLabel(attempt, 'queued'),
        error: (error as Error).message,
      }),
    )
  }

  #onEvent(event: ClusterEvent, events: ExecutorEvents): void {
    if (event.type === 'attempt_ended') {
      this.#underWay.delete(event.token)
      events.onFinished(event.key)
    } else if (event.type !== 'recheck') events.onWake(event)
  }

  get #opened(): Cluster {
    if (this.#cluster === null) throw new Error('CeleryExecutor is not started')
    return this.#cluster
  }
}

interface Cluster {
  readonly broker: BrokerConnection
  readonly publisher: Publisher
  readonly wake: WakeExchange
  readonly sender: AttemptSender
  /** Runs the callbacks of whole runs, on the scheduler's host. */
  readonly callbacks: OpenWorker
}

/** How long a message may take to be confirmed; what is not confirmed by then is looked after later. */
const PUBLISH_TIMEOUT_MS = 5000

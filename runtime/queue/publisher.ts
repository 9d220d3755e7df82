import type { ConfirmChannel, Message } from 'amqplib'
import type { BrokerConnection } from './broker/broker-connection.ts'
import { LastingChannel } from './broker/lasting-channel.ts'
import { within } from './broker/within.ts'
import { declareQueue } from './declare-queue.ts'
import { PublishFailed } from './errors.ts'
import type { TaskMessage } from './message/celery-message.ts'

export interface PublisherOptions {
  /** How long one message may take from the call to the broker's confirmation, reconnecting included. */
  readonly timeoutMs: number
}

/**
 * Publishes task messages and waits until the broker has them on disk. Calls made together travel together: hundreds of
 * messages cost one round trip.
 */
export class Publisher {
  readonly #broker: BrokerConnection
  readonly #timeoutMs: number
  readonly #channel: LastingChannel<ConfirmChannel>
  #declared = new Map<string, Promise<void>>()
  #returned = new Set<string>()

  constructor(broker: BrokerConnection, { timeoutMs }: PublisherOptions) {
    this.#broker = broker
    this.#timeoutMs = timeoutMs
    this.#channel = new LastingChannel(broker, {
      name: 'publisher',
      open: model => model.createConfirmChannel(),
      setUp: async channel => this.#prepare(channel),
    })
  }

  /** Throws PublishFailed: the message may or may not have been taken; BrokerNotConnected and QueueMismatch: not taken. */
  async publish(queue: string, message: TaskMessage): Promise<void> {
    const deadlineMs = performance.now() + this.#timeoutMs
    const restMs = () => Math.max(deadlineMs - performance.now(), 0)
    const channel = await this.#channel.ready(this.#timeoutMs)
    await this.#declare(queue, restMs())
    const wasRouted = await within(this.#send(channel, queue, message), restMs(), () => this.#late(queue))
    if (wasRouted) return
    // Somebody deleted the queue since it was declared.
    this.#declared.delete(queue)
    await this.#declare(queue, restMs())
    if (await within(this.#send(channel, queue, message), restMs(), () => this.#late(queue))) return
    throw new PublishFailed(queue, 'it does not exist, although it was just declared')
  }

  close(): Promise<void> {
    return this.#channel.close()
  }

  #prepare(channel: ConfirmChannel): void {
    this.#declared = new Map()
    this.#returned = new Set()
    channel.on('return', (message: Message) => this.#returned.add(String(message.properties.correlationId)))
  }

  #declare(queue: string, withinMs: number): Promise<void> {
    const known = this.#declared.get(queue)
    if (known !== undefined) return known
    const declared = this.#broker.withChannel(channel => declareQueue(channel, queue), withinMs)
    this.#declared.set(queue, declared)
    declared.catch(() => this.#declared.delete(queue))
    return declared
  }

  /** False when no such queue exists: the broker returns the message before it confirms it. */
  #send(channel: ConfirmChannel, queue: string, { body, headers, properties }: TaskMessage): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const onConfirm = (error: Error | null) => {
        if (error === null) resolve(!this.#returned.delete(properties.correlationId))
        else reject(new PublishFailed(queue, error.message, error))
      }
      try {
        channel.publish('', queue, body, { ...properties, headers, persistent: true, mandatory: true }, onConfirm)
      } catch (error) {
        reject(new PublishFailed(queue, (error as Error).message, error as Error))
      }
    })
  }

  #late(queue: string): PublishFailed {
    const blocked = this.#broker.blockedReason
    const why = blocked === null ? '' : `, and it takes no messages because of: ${blocked}`
    return new PublishFailed(queue, `no confirmation within ${this.#timeoutMs} ms${why}`)
  }
}

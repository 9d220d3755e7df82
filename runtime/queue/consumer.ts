import type { Channel, ConsumeMessage } from 'amqplib'
import type { BrokerConnection } from './broker/broker-connection.ts'
import { LastingChannel, plainChannel } from './broker/lasting-channel.ts'
import { declareQueue } from './declare-queue.ts'

/** One message, to be settled once. On a connection that is gone, settling does nothing: the broker delivers it again. */
export interface Delivery {
  readonly queue: string
  readonly message: ConsumeMessage
  ack(): void
  /** Back into the queue, for any worker. */
  requeue(): void
  /** Throws the message away. */
  reject(): void
}

export interface ConsumerOptions {
  readonly queues: readonly string[]
  /** Messages of each queue that are delivered and not settled; 0 means without limit. */
  readonly prefetch: number
  /** Must not throw: the connection would be lost with it. */
  readonly onDelivery: (delivery: Delivery) => void
}

interface Consuming {
  readonly tag: string
  readonly prefetch: number
  /** Its limit is used up by messages that stay. */
  readonly isFull: boolean
}

/** Consumes task queues. What it should consume is kept here, and reached again after every reconnect. */
export class Consumer {
  readonly #broker: BrokerConnection
  readonly #onDelivery: (delivery: Delivery) => void
  readonly #channel: LastingChannel
  readonly #wanted: Set<string>
  readonly #own: Set<string>
  #prefetch: number
  #isPaused = false
  #consuming = new Map<string, Consuming>()
  readonly #closed = new WeakSet<Channel>()
  #turn: Promise<void> = Promise.resolve()

  constructor(broker: BrokerConnection, { queues, prefetch, onDelivery }: ConsumerOptions) {
    this.#broker = broker
    this.#onDelivery = onDelivery
    this.#wanted = new Set(queues)
    this.#own = new Set(queues)
    this.#prefetch = prefetch
    this.#channel = new LastingChannel(broker, {
      name: 'consumer',
      open: plainChannel,
      setUp: channel => this.#setUp(channel),
    })
  }

  get queues(): readonly string[] {
    return [...this.#wanted]
  }

  /** All that it was ever told to consume. */
  get ownQueues(): readonly string[] {
    return [...this.#own]
  }

  get prefetch(): number {
    return this.#prefetch
  }

  /** Until all queues are consumed. Throws BrokerNotConnected, with the reason, when that takes longer. */
  async ready(withinMs?: number): Promise<void> {
    await this.#channel.ready(withinMs)
  }

  /** Throws QueueMismatch, and then consumes what it did before. */
  async addQueue(queue: string): Promise<void> {
    if (this.#channel.current !== null) await this.#broker.withChannel(channel => declareQueue(channel, queue))
    this.#wanted.add(queue)
    this.#own.add(queue)
    await this.#converge()
  }

  async cancelQueue(queue: string): Promise<void> {
    this.#wanted.delete(queue)
    await this.#converge()
  }

  async setPrefetch(prefetch: number): Promise<void> {
    this.#prefetch = prefetch
    await this.#converge()
  }

  /** No more deliveries; those under way can still be settled. */
  async pause(): Promise<void> {
    this.#isPaused = true
    await this.#converge()
  }

  /** @param prefetch a new limit, where there is room for fewer messages than before */
  async resume(prefetch = this.#prefetch): Promise<void> {
    this.#isPaused = false
    this.#prefetch = prefetch
    await this.#converge()
  }

  /** Messages of that queue which stay here unsettled for long count against its limit no more: it is consumed anew. */
  async renew(queue: string): Promise<void> {
    const consuming = this.#consuming.get(queue)
    if (consuming !== undefined) this.#consuming.set(queue, { ...consuming, isFull: true })
    await this.#converge()
  }

  /** What is not settled goes back into its queue. */
  close(): Promise<void> {
    return this.#channel.close()
  }

  async #setUp(channel: Channel): Promise<void> {
    channel.once('close', () => this.#closed.add(channel))
    this.#consuming = new Map()
    for (const queue of this.#wanted) await declareQueue(channel, queue)
    await this.#inTurn(() => this.#convergeOn(channel))
  }

  async #converge(): Promise<void> {
    const channel = this.#channel.current
    if (channel === null) return
    await this.#inTurn(() => this.#convergeOn(channel)).catch(error => {
      // A channel that is gone takes the change up in its next set-up.
      if (this.#channel.current === channel) throw error
    })
  }

  async #convergeOn(channel: Channel): Promise<void> {
    for (const [queue, { tag, prefetch, isFull }] of this.#consuming) {
      if (this.#isWanted(queue) && prefetch === this.#prefetch && !isFull) continue
      this.#consuming.delete(queue)
      await channel.cancel(tag)
    }
    for (const queue of this.#wanted) {
      if (!this.#isPaused && !this.#consuming.has(queue)) await this.#consume(channel, queue)
    }
  }

  #isWanted(queue: string): boolean {
    return !this.#isPaused && this.#wanted.has(queue)
  }

  // RabbitMQ 4.3 denies one limit for a whole channel (global_qos), so each consumer has its own, set before it starts.
  async #consume(channel: Channel, queue: string): Promise<void> {
    const prefetch = this.#prefetch
    await channel.prefetch(prefetch)
    const deliver = settleable(channel, queue, {
      isOpen: () => !this.#closed.has(channel),
      onDelivery: this.#onDelivery,
    })
    const { consumerTag } = await channel.consume(queue, message => {
      if (message !== null) deliver(message)
      // The queue was deleted: a new channel declares it again.
      else void channel.close().catch(() => undefined)
    })
    this.#consuming.set(queue, { tag: consumerTag, prefetch, isFull: false })
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

interface Settling {
  readonly isOpen: () => boolean
  readonly onDelivery: (delivery: Delivery) => void
}

function settleable(channel: Channel, queue: string, { isOpen, onDelivery }: Settling) {
  return (message: ConsumeMessage): void => {
    let isSettled = false
    const settle = (act: () => void) => () => {
      if (isSettled) throw new Error(`message ${message.properties.correlationId} was settled twice`)
      isSettled = true
      if (isOpen()) act()
    }
    onDelivery({
      queue,
      message,
      ack: settle(() => channel.ack(message)),
      requeue: settle(() => channel.reject(message, true)),
      reject: settle(() => channel.reject(message, false)),
    })
  }
}

import { randomUUID } from 'node:crypto'
import type { Channel, ConsumeMessage } from 'amqplib'
import type { JsonValue } from '../../model/keys.ts'
import type { Clock } from '../../service/clock.ts'
import type { BrokerConnection } from '../broker/broker-connection.ts'
import { LastingChannel, plainChannel } from '../broker/lasting-channel.ts'
import { exceptionRepr } from '../message/python-repr.ts'
import {
  CONTROL_EXCHANGE,
  type ControlRequest,
  isExpired,
  isForNode,
  JSON_MESSAGE,
  parseControlRequest,
  REPLY_EXCHANGE,
} from './control-message.ts'
import type { LamportClock } from './lamport-clock.ts'

/** Answers one method; what it throws is answered as an error. */
export type ControlHandler = (args: Readonly<Record<string, JsonValue>>) => unknown

export interface RemoteControlOptions {
  /** The node name, `celery@host`. */
  readonly node: string
  readonly lamport: LamportClock
  readonly clock: Clock
  readonly handlers: Readonly<Record<string, ControlHandler>>
}

const MESSAGE_TTL_MS = 300_000
const RESOURCE_LOCKED = 405

/** Listens for commands to this node, such as `celery inspect`, `celery control` and Flower send, and answers them. */
export class RemoteControl {
  readonly #options: RemoteControlOptions
  readonly #channel: LastingChannel
  #queue: string

  constructor(broker: BrokerConnection, options: RemoteControlOptions) {
    this.#options = options
    this.#queue = `${options.node}.celery.pidbox`
    this.#channel = new LastingChannel(broker, {
      name: 'remote control',
      open: plainChannel,
      setUp: channel => this.#setUp(channel),
    })
  }

  async ready(withinMs?: number): Promise<void> {
    await this.#channel.ready(withinMs)
  }

  close(): Promise<void> {
    return this.#channel.close()
  }

  // RabbitMQ 4.3 refuses transient queues that are not exclusive.
  async #setUp(channel: Channel): Promise<void> {
    await channel.assertExchange(CONTROL_EXCHANGE, 'fanout', { durable: false })
    await channel.assertExchange(REPLY_EXCHANGE, 'direct', { durable: false })
    const options = { durable: false, exclusive: true, autoDelete: true, messageTtl: MESSAGE_TTL_MS }
    await channel.assertQueue(this.#queue, options).catch(error => {
      // Held by our last connection, which the broker thinks alive, or by a node of the same name. The exchange is a
      // fanout, so the queue's name matters to nobody.
      if (error.code === RESOURCE_LOCKED) this.#queue = `${this.#options.node}.${randomUUID()}.celery.pidbox`
      throw error
    })
    await channel.bindQueue(this.#queue, CONTROL_EXCHANGE, '')
    await channel.consume(this.#queue, message => message && void this.#receive(channel, message), { noAck: true })
  }

  async #receive(channel: Channel, { content, properties }: ConsumeMessage): Promise<void> {
    const { node, lamport, clock } = this.#options
    lamport.adjust(properties.headers?.['clock'])
    const request = parseControlRequest(content)
    if (request === null || isExpired(properties.headers?.['expires'], clock())) return
    if (!isForThis(request, node)) return
    const value = await this.#answer(request)
    await this.#reply(channel, request, value).catch(() => undefined)
  }

  async #answer({ method, arguments: args }: ControlRequest): Promise<unknown> {
    const { handlers } = this.#options
    if (!Object.hasOwn(handlers, method)) return { error: exceptionRepr('KeyError', method) }
    try {
      return (await (handlers[method] as ControlHandler)(args ?? {})) ?? null
    } catch (error) {
      const { name, message } = error as Error
      return { error: exceptionRepr(name, message) }
    }
  }

  async #reply(channel: Channel, { reply_to: replyTo, ticket }: ControlRequest, value: unknown): Promise<void> {
    if (replyTo === undefined || replyTo === null) return
    const { node, lamport } = this.#options
    if (replyTo.exchange !== REPLY_EXCHANGE) {
      await channel.assertExchange(replyTo.exchange, 'direct', { durable: false })
    }
    const content = Buffer.from(JSON.stringify({ [node]: value }))
    const headers = { ticket, clock: lamport.forward() }
    channel.publish(replyTo.exchange, replyTo.routing_key, content, { ...JSON_MESSAGE, headers })
  }
}

// A pattern that is no expression is for nobody.
function isForThis(request: ControlRequest, node: string): boolean {
  try {
    return isForNode(request, node)
  } catch {
    return false
  }
}

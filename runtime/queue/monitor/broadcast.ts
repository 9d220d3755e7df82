import { randomUUID } from 'node:crypto'
import type { Channel, ConsumeMessage } from 'amqplib'
import type { JsonValue } from '../../model/keys.ts'
import type { Clock } from '../../service/clock.ts'
import { restFor } from '../../service/poll.ts'
import type { BrokerConnection } from '../broker/broker-connection.ts'
import { LastingChannel, plainChannel } from '../broker/lasting-channel.ts'
import { CONTROL_EXCHANGE, type ControlRequest, JSON_MESSAGE, REPLY_EXCHANGE } from './control-message.ts'
import type { LamportClock } from './lamport-clock.ts'

export interface BroadcastOptions {
  /** Node names; all nodes when left out. */
  readonly destination?: readonly string[]
  /** How long to collect answers; less when all destinations have answered. */
  readonly replyTimeoutMs: number
}

type Arguments = Readonly<Record<string, JsonValue>>

/** What each node answered, by node name. */
export type Replies = ReadonlyMap<string, JsonValue>

const CONNECT_TIMEOUT_MS = 5_000

/** Sends commands to nodes, ours or Celery's, and collects their answers. */
export class Broadcaster {
  readonly #lamport: LamportClock
  readonly #clock: Clock
  readonly #channel: LastingChannel
  readonly #oid = randomUUID()
  readonly #collectors = new Map<string, (node: string, value: JsonValue) => void>()

  constructor(broker: BrokerConnection, { lamport, clock }: { lamport: LamportClock; clock: Clock }) {
    this.#lamport = lamport
    this.#clock = clock
    this.#channel = new LastingChannel(broker, {
      name: 'broadcast',
      open: plainChannel,
      setUp: channel => this.#setUp(channel),
    })
  }

  /** Throws BrokerNotConnected. Nodes that do not answer in time are missing from the map. */
  async broadcast(method: string, args: Arguments, options: BroadcastOptions): Promise<Replies> {
    const channel = await this.#channel.ready(CONNECT_TIMEOUT_MS)
    const { destination, replyTimeoutMs } = options
    const ticket = randomUUID()
    const replies = new Map<string, JsonValue>()
    const complete = new AbortController()
    this.#collectors.set(ticket, (node, value) => {
      replies.set(node, value)
      if (destination?.every(one => replies.has(one))) complete.abort()
    })
    const replyTo = { exchange: REPLY_EXCHANGE, routing_key: this.#oid }
    const request = { ...requestOf(method, args, destination), ticket, reply_to: replyTo }
    this.#publish(channel, request, this.#clock() / 1000 + replyTimeoutMs / 1000)
    await restFor(replyTimeoutMs, complete.signal)
    this.#collectors.delete(ticket)
    return replies
  }

  /** Sends a command that needs no answer. Throws BrokerNotConnected. */
  async cast(method: string, args: Arguments, destination?: readonly string[]): Promise<void> {
    const channel = await this.#channel.ready(CONNECT_TIMEOUT_MS)
    this.#publish(channel, requestOf(method, args, destination), 0)
  }

  close(): Promise<void> {
    return this.#channel.close()
  }

  async #setUp(channel: Channel): Promise<void> {
    await channel.assertExchange(CONTROL_EXCHANGE, 'fanout', { durable: false })
    await channel.assertExchange(REPLY_EXCHANGE, 'direct', { durable: false })
    // A name of its own for each channel: the broker may still hold the last one for a connection it thinks alive.
    const { queue } = await channel.assertQueue(`${randomUUID()}.${REPLY_EXCHANGE}`, {
      durable: false,
      exclusive: true,
      autoDelete: true,
    })
    await channel.bindQueue(queue, REPLY_EXCHANGE, this.#oid)
    await channel.consume(queue, message => message && this.#collect(message), { noAck: true })
  }

  #publish(channel: Channel, request: ControlRequest, expires: number): void {
    const headers = { clock: this.#lamport.forward(), expires }
    channel.publish(CONTROL_EXCHANGE, '', Buffer.from(JSON.stringify(request)), { ...JSON_MESSAGE, headers })
  }

  #collect({ content, properties }: ConsumeMessage): void {
    this.#lamport.adjust(properties.headers?.['clock'])
    const collector = this.#collectors.get(String(properties.headers?.['ticket']))
    if (collector === undefined) return
    for (const [node, value] of Object.entries(JSON.parse(content.toString()) as Arguments)) collector(node, value)
  }
}

const requestOf = (method: string, args: Arguments, destination: readonly string[] | undefined): ControlRequest => ({
  method,
  arguments: args,
  destination: destination ?? null,
  pattern: null,
  matcher: null,
})

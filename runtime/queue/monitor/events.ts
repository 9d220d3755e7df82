import { arch, loadavg, platform } from 'node:os'
import type { Channel } from 'amqplib'
import type { JsonValue } from '../../model/keys.ts'
import type { Clock } from '../../service/clock.ts'
import { restFor } from '../../service/poll.ts'
import type { BrokerConnection } from '../broker/broker-connection.ts'
import { LastingChannel, plainChannel } from '../broker/lasting-channel.ts'
import type { LamportClock } from './lamport-clock.ts'

export const EVENT_EXCHANGE = 'celeryev'

/** A Celery event; `timestamp` is in seconds since the epoch, `utcoffset` in hours west of UTC. */
export interface CeleryEvent {
  readonly type: string
  readonly hostname: string
  readonly utcoffset: number
  readonly pid: number
  readonly clock: number
  readonly timestamp: number
  readonly [field: string]: JsonValue
}

export type TaskEventType =
  | 'task-received'
  | 'task-started'
  | 'task-succeeded'
  | 'task-failed'
  | 'task-retried'
  | 'task-revoked'
  | 'task-rejected'

export type TaskEventFields = { readonly uuid: string } & Readonly<Record<string, JsonValue>>

/** How many tasks a worker runs now, and has run. */
export interface WorkerLoad {
  readonly active: number
  readonly processed: number
}

export interface EventDispatcherOptions {
  /** The node name, `celery@host`. */
  readonly node: string
  readonly lamport: LamportClock
  readonly clock: Clock
  readonly version: string
}

const HEARTBEAT_SECONDS = 2
const BATCH_MS = 50
const BATCH_SIZE = 100

/** Sends a worker's events. Monitoring may miss some: without a connection, or while the broker is full, they are dropped. */
export class EventDispatcher {
  readonly #broker: BrokerConnection
  readonly #options: EventDispatcherOptions
  readonly #channel: LastingChannel
  #sendsTaskEvents = false
  #batch: CeleryEvent[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(broker: BrokerConnection, options: EventDispatcherOptions) {
    this.#broker = broker
    this.#options = options
    this.#channel = new LastingChannel(broker, { name: 'events', open: plainChannel, setUp: declareEventExchange })
  }

  get sendsTaskEvents(): boolean {
    return this.#sendsTaskEvents
  }

  /** What enable_events asks for; false when they were on already. */
  enableTaskEvents(): boolean {
    const wereOff = !this.#sendsTaskEvents
    this.#sendsTaskEvents = true
    return wereOff
  }

  disableTaskEvents(): boolean {
    const wereOn = this.#sendsTaskEvents
    this.#sendsTaskEvents = false
    return wereOn
  }

  async ready(withinMs?: number): Promise<void> {
    await this.#channel.ready(withinMs)
  }

  sendTaskEvent(type: TaskEventType, fields: TaskEventFields): void {
    if (!this.#sendsTaskEvents) return
    this.#batch.push(this.#event(type, fields))
    if (this.#batch.length >= BATCH_SIZE) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS)
  }

  sendHeartbeat(load: WorkerLoad): void {
    this.#sendWorkerEvent('worker-heartbeat', load)
  }

  /** Says that the worker is online, every two seconds that it still is, and at the end that it no longer is. */
  async announce(signal: AbortSignal, load: () => WorkerLoad): Promise<void> {
    await Promise.race([this.ready().catch(() => undefined), restFor(Number.POSITIVE_INFINITY, signal)])
    this.#sendWorkerEvent('worker-online', load())
    while (!signal.aborted) {
      await restFor(HEARTBEAT_SECONDS * 1000, signal)
      if (!signal.aborted) this.sendHeartbeat(load())
    }
    this.#sendWorkerEvent('worker-offline', load())
  }

  async close(): Promise<void> {
    this.#flush()
    await this.#channel.close()
  }

  #sendWorkerEvent(type: string, { active, processed }: WorkerLoad): void {
    const software = { sw_ident: 'slipstream', sw_ver: this.#options.version, sw_sys: `${platform()} ${arch()}` }
    const load = { active, processed, loadavg: loadavg().map(one => Math.round(one * 100) / 100) }
    this.#publish(type, this.#event(type, { freq: HEARTBEAT_SECONDS, ...load, ...software }))
  }

  #event(type: string, fields: Readonly<Record<string, JsonValue>>): CeleryEvent {
    const { node, lamport, clock } = this.#options
    const nowMs = clock()
    const utcoffset = Math.floor(new Date(nowMs).getTimezoneOffset() / 60)
    const common = { hostname: node, utcoffset, pid: process.pid, clock: lamport.forward(), timestamp: nowMs / 1000 }
    return { ...fields, ...common, type }
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#batch
    this.#batch = []
    if (batch.length > 0) this.#publish('task-multi', batch)
  }

  #publish(type: string, content: CeleryEvent | readonly CeleryEvent[]): void {
    const channel = this.#channel.current
    if (channel === null || this.#broker.blockedReason !== null) return
    channel.publish(EVENT_EXCHANGE, type.replaceAll('-', '.'), Buffer.from(JSON.stringify(content)), {
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      persistent: false,
      priority: 0,
      headers: { hostname: this.#options.node },
    })
  }
}

export async function declareEventExchange(channel: Channel): Promise<void> {
  await channel.assertExchange(EVENT_EXCHANGE, 'topic', { durable: true })
}

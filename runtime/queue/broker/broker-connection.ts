import { type Channel, type ChannelModel, connect } from 'amqplib'
import type { SlipstreamError } from '../../model/errors.ts'
import { restFor } from '../../service/poll.ts'
import { BrokerNotConnected } from '../errors.ts'
import { backOffMs } from './back-off.ts'
import { type BrokerAddress, brokerPlace } from './broker-url.ts'
import { connectError } from './connect-error.ts'
import { aborted, within } from './within.ts'

/** What the owner of a connection may log. */
export type BrokerEvent =
  | { readonly type: 'connected'; readonly place: string }
  | { readonly type: 'disconnected'; readonly place: string; readonly error: Error }
  | {
      readonly type: 'connect_failed'
      readonly place: string
      readonly error: SlipstreamError
      readonly restMs: number
    }
  | { readonly type: 'channel_failed'; readonly channel: string; readonly error: Error; readonly restMs: number }

export interface BrokerConnectionOptions {
  readonly address: BrokerAddress
  /** What RabbitMQ lists the connection as. */
  readonly name: string
  readonly onEvent?: (event: BrokerEvent) => void
  readonly connectTimeoutMs?: number
  readonly tls?: { readonly key?: Buffer; readonly cert?: Buffer; readonly ca?: Buffer }
}

/** Finds a cut network within twenty seconds; RabbitMQ's own suggestion is a minute. */
const HEARTBEAT_SECONDS = 10
const CONNECT_TIMEOUT_MS = 10_000
const CLOSE_TIMEOUT_MS = 3_000
/** A connection that lived shorter counts as one more failure in a row. */
const STABLE_MS = 10_000

/** A connection that connects in the background, again and again until it is closed. */
export class BrokerConnection implements AsyncDisposable {
  readonly #options: BrokerConnectionOptions
  readonly #closing = new AbortController()
  #next = unsettled<ChannelModel>()
  #model: ChannelModel | null = null
  #blockedReason: string | null = null
  #lastError: Error | undefined

  constructor(options: BrokerConnectionOptions) {
    this.#options = options
    void this.#run()
  }

  get address(): BrokerAddress {
    return this.#options.address
  }

  get isConnected(): boolean {
    return this.#model !== null
  }

  /** RabbitMQ takes no messages at the moment, e.g. because its disk is full; null when it does. */
  get blockedReason(): string | null {
    return this.#blockedReason
  }

  /** Throws BrokerNotConnected, with the last attempt's failure as its cause, when that time is over or this is closed. */
  async connected(withinMs = Number.POSITIVE_INFINITY): Promise<ChannelModel> {
    return this.#model ?? within(this.#next.promise, withinMs, () => this.#notConnected(`not within ${withinMs} ms`))
  }

  /** The work on a channel of its own, so that what the broker refuses harms no other channel. */
  async withChannel<T>(use: (channel: Channel) => Promise<T>, withinMs?: number): Promise<T> {
    const channel = await (await this.connected(withinMs)).createChannel()
    channel.on('error', () => undefined)
    try {
      return await use(channel)
    } finally {
      await channel.close().catch(() => undefined)
    }
  }

  tell(event: BrokerEvent): void {
    this.#options.onEvent?.(event)
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    const model = this.#model
    this.#model = null
    if (model !== null) this.#next = unsettled()
    this.#next.reject(this.#notConnected('closed'))
    if (model !== null) await closeModel(model)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    const place = brokerPlace(this.address)
    for (let failures = 1; !signal.aborted; failures++) {
      const model = await this.#open()
      if (model instanceof Error) {
        if (signal.aborted) return
        const restMs = backOffMs(failures, Math.random())
        this.tell({ type: 'connect_failed', place, error: model as SlipstreamError, restMs })
        await restFor(restMs, signal)
      } else if (await this.#serve(model, place)) {
        failures = 0
      } else {
        await restFor(backOffMs(failures, Math.random()), signal)
      }
    }
  }

  async #open(): Promise<ChannelModel | Error> {
    try {
      return await connect(connectOptions(this.address), socketOptions(this.#options))
    } catch (error) {
      this.#lastError = connectError(this.address, error as Error)
      return this.#lastError
    }
  }

  /** Until the connection ends; whether it had lived long enough to be called good. */
  async #serve(model: ChannelModel, place: string): Promise<boolean> {
    const { signal } = this.#closing
    if (signal.aborted) await closeModel(model)
    if (signal.aborted) return true
    const sinceMs = performance.now()
    const ended = endOf(model)
    model.on('blocked', reason => {
      this.#blockedReason = reason
    })
    model.on('unblocked', () => {
      this.#blockedReason = null
    })
    this.#model = model
    this.#next.resolve(model)
    this.tell({ type: 'connected', place })
    const error = await Promise.race([ended, aborted(signal)])
    if (error === null) return true
    this.#forget(error)
    this.tell({ type: 'disconnected', place, error })
    return performance.now() - sinceMs > STABLE_MS
  }

  #forget(error: Error): void {
    this.#model = null
    this.#blockedReason = null
    this.#lastError = error
    this.#next = unsettled()
  }

  #notConnected(reason: string): BrokerNotConnected {
    const why = this.#lastError === undefined ? reason : `${reason}. ${this.#lastError.message}`
    return new BrokerNotConnected(brokerPlace(this.address), why, this.#lastError)
  }
}

/** A promise to be settled later, which nobody has to listen to. */
export function unsettled<T>(): PromiseWithResolvers<T> {
  const later = Promise.withResolvers<T>()
  later.promise.catch(() => undefined)
  return later
}

const connectOptions = ({ host, port, user, password, vhost, usesTls, heartbeatSeconds }: BrokerAddress) => ({
  protocol: usesTls ? 'amqps' : 'amqp',
  hostname: host,
  port,
  username: user,
  password,
  vhost,
  heartbeat: heartbeatSeconds ?? HEARTBEAT_SECONDS,
})

const socketOptions = ({ name, connectTimeoutMs, tls }: BrokerConnectionOptions) => ({
  ...tls,
  noDelay: true,
  keepAlive: true,
  timeout: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  clientProperties: { connection_name: name, product: 'slipstream' },
})

function endOf(model: ChannelModel): Promise<Error> {
  let error = new Error('the broker closed the connection')
  model.on('error', reason => {
    error = reason
  })
  return new Promise(resolve => model.once('close', reason => resolve(reason ?? error)))
}

// A broker that no longer answers must not keep us from ending.
async function closeModel(model: ChannelModel): Promise<void> {
  model.on('error', () => undefined)
  await within(model.close(), CLOSE_TIMEOUT_MS, () => new Error('no answer')).catch(() => {
    const { stream } = model.connection as unknown as { stream: { destroy(): void } }
    stream.destroy()
  })
}

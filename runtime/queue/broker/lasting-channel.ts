import type { Channel, ChannelModel } from 'amqplib'
import { restFor } from '../../service/poll.ts'
import { BrokerNotConnected } from '../errors.ts'
import { backOffMs } from './back-off.ts'
import { type BrokerConnection, unsettled } from './broker-connection.ts'
import { brokerPlace } from './broker-url.ts'
import { aborted, within } from './within.ts'

export interface ChannelSpec<C extends Channel> {
  /** For the log. */
  readonly name: string
  open(model: ChannelModel): Promise<C>
  /** Declares and consumes what the channel is for; runs again on every new channel. */
  setUp(channel: C): Promise<void>
}

/**
 * A channel that comes back: after the connection did, and after RabbitMQ closed it alone, as it does whenever it
 * refuses something.
 */
export class LastingChannel<C extends Channel = Channel> {
  readonly #broker: BrokerConnection
  readonly #spec: ChannelSpec<C>
  readonly #closing = new AbortController()
  #next = unsettled<C>()
  #current: C | null = null
  #lastError: Error | undefined

  constructor(broker: BrokerConnection, spec: ChannelSpec<C>) {
    this.#broker = broker
    this.#spec = spec
    void this.#run().catch((error: Error) => this.#next.reject(error))
  }

  /** Null while it is being opened and set up. */
  get current(): C | null {
    return this.#current
  }

  /** Throws BrokerNotConnected, with what last failed as its cause, when that time is over or this is closed. */
  async ready(withinMs = Number.POSITIVE_INFINITY): Promise<C> {
    return this.#current ?? within(this.#next.promise, withinMs, () => this.#notReady(`not within ${withinMs} ms`))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const channel = this.#current
    this.#current = null
    if (channel !== null) this.#next = unsettled()
    this.#next.reject(this.#notReady('closed'))
    await channel?.close().catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    let failures = 0
    while (!signal.aborted) {
      const model = await Promise.race([this.#broker.connected(), aborted(signal)])
      if (model === null) return
      const { error, worked } = await this.#serve(model)
      this.#lastError = error
      failures = worked ? 1 : failures + 1
      if (signal.aborted) return
      const restMs = backOffMs(failures, Math.random())
      if (this.#broker.isConnected) {
        this.#broker.tell({ type: 'channel_failed', channel: this.#spec.name, error, restMs })
      }
      await restFor(restMs, signal)
    }
  }

  /** Until the channel ends; whether it had worked before. */
  async #serve(model: ChannelModel): Promise<{ error: Error; worked: boolean }> {
    let channel: C | undefined
    try {
      channel = await this.#spec.open(model)
      const ended = endOf(channel)
      await this.#spec.setUp(channel)
      if (this.#closing.signal.aborted) throw new Error('closed')
      this.#current = channel
      this.#next.resolve(channel)
      const error = await ended
      if (!this.#closing.signal.aborted) this.#next = unsettled()
      this.#current = null
      return { error, worked: true }
    } catch (error) {
      await channel?.close().catch(() => undefined)
      return { error: error as Error, worked: false }
    }
  }

  #notReady(reason: string): BrokerNotConnected {
    const why = this.#lastError === undefined ? reason : `${reason}. ${this.#lastError.message}`
    return new BrokerNotConnected(brokerPlace(this.#broker.address), `channel "${this.#spec.name}" ${why}`)
  }
}

export const plainChannel = (model: ChannelModel): Promise<Channel> => model.createChannel()

function endOf(channel: Channel): Promise<Error> {
  let error = new Error('the channel was closed')
  channel.on('error', reason => {
    error = reason
  })
  return new Promise(resolve => channel.once('close', () => resolve(error)))
}

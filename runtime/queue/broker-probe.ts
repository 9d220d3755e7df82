import type { Config } from '../config/config.ts'
import type { Log } from '../service/log.ts'
import type { BrokerConnection } from './broker/broker-connection.ts'
import { logBrokerEvent } from './broker/broker-log.ts'
import { brokerPlace } from './broker/broker-url.ts'
import { configuredBroker, openConfiguredBroker } from './broker/configured-broker.ts'
import { within } from './broker/within.ts'
import { BrokerNotConnected, BrokerUrlError } from './errors.ts'
import { queueDepths } from './queue-depths.ts'

/** What a look at the broker found. */
export interface BrokerLook {
  /** `host:port`; empty where the URL of the broker says none. */
  readonly place: string
  /** Null for a broker that answers. */
  readonly problem: string | null
  /** How long its answer took; null without one. */
  readonly answerMs: number | null
  /** Ready messages of the queues that were asked for; none when it does not answer. */
  readonly depths: ReadonlyMap<string, number>
}

export interface BrokerProbeSetup {
  readonly config: Config
  readonly log: Log
  /** Ends the connection for good. */
  readonly closing: AbortSignal
}

/** Whoever looks waits no longer, whatever the broker does. */
const PATIENCE_MS = 1000
/** For one that did not answer the last time: the connection is made again by itself. */
const AWAY_PATIENCE_MS = 100
const IDLE_MS = 60_000

/** Looks at the broker over one connection, which is opened for the first who asks and closed when nobody has asked for a while. */
export class BrokerProbe {
  readonly #setup: BrokerProbeSetup
  #connection: Promise<BrokerConnection> | null = null
  #wasAway = false
  #idle: NodeJS.Timeout | undefined

  constructor(setup: BrokerProbeSetup) {
    this.#setup = setup
    setup.closing.addEventListener('abort', () => void this.#close(), { once: true })
  }

  /** Never throws. */
  async look(queues: readonly string[]): Promise<BrokerLook> {
    const look = await this.#ask(queues).catch((error: Error) => failed(this.#setup.config, error))
    this.#wasAway = look.problem !== null
    return look
  }

  async #ask(queues: readonly string[]): Promise<BrokerLook> {
    const place = placeOf(this.#setup.config)
    const patienceMs = this.#wasAway ? AWAY_PATIENCE_MS : PATIENCE_MS
    const broker = await this.#open()
    await broker.connected(patienceMs)
    const late = () => new BrokerNotConnected(place, `no answer within ${patienceMs} ms`)
    const askedMs = performance.now()
    await within(
      broker.withChannel(async () => undefined),
      patienceMs,
      late,
    )
    const answerMs = performance.now() - askedMs
    return { place, problem: null, answerMs, depths: await within(queueDepths(broker, queues), patienceMs, late) }
  }

  #open(): Promise<BrokerConnection> {
    const { config, log } = this.#setup
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.#close(), IDLE_MS).unref()
    this.#connection ??= openConfiguredBroker(config, {
      name: 'airflow webserver',
      onEvent: event => logBrokerEvent(log, event),
    })
    return this.#connection
  }

  async #close(): Promise<void> {
    clearTimeout(this.#idle)
    const connection = this.#connection
    this.#connection = null
    await (await connection?.catch(() => null))?.close()
  }
}

const placeOf = (config: Config): string => brokerPlace(configuredBroker(config).address)

function failed(config: Config, error: Error): BrokerLook {
  const known = { problem: error.message, answerMs: null, depths: new Map<string, number>() }
  // The URL itself may be what is wrong.
  return { place: error instanceof BrokerUrlError ? '' : placeOf(config), ...known }
}

import type { Config } from '../../config/config.ts'
import { type QueuedTasks, queuedTasksByQueue } from '../../db/attempt-rows.ts'
import type { Database } from '../../db/database.ts'
import type { BrokerConnection } from '../../queue/broker/broker-connection.ts'
import type { Clock } from '../../service/clock.ts'
import type { Inspector } from '../cluster/inspector.ts'
import { type ManagedQueue, managedQueues } from './management-api.ts'

/** A queue of tasks. Null is what is not known: the broker may be away, and some of it only the management API tells. */
export interface QueueReport {
  readonly name: string
  readonly ready: number | null
  readonly consumers: number | null
  readonly unacked: number | null
  readonly publishRate: number | null
  readonly deliverRate: number | null
  readonly ackRate: number | null
  /** Whether the broker has it; the first worker or message makes it. */
  readonly exists: boolean | null
  /** Task instances that are queued for it in the database, and since when the first of them. */
  readonly queuedTasks: number
  readonly oldestAtMs: number | null
}

export interface QueueOverview {
  readonly queues: readonly QueueReport[]
  /** What could not be asked, in sentences. */
  readonly problems: readonly string[]
}

export interface QueueParts {
  readonly config: Config
  readonly database: Database
  readonly broker: BrokerConnection
  readonly inspector: Inspector
  readonly clock: Clock
  readonly brokerApi: URL | null
}

/** Pages, the API and Prometheus ask for the same within moments. */
const KEPT_MS = 2_000
const CHECK_TIMEOUT_MS = 3_000
const AWAY_TIMEOUT_MS = 200
const NOT_FOUND = 404

/** Tells how full the queues are: from the management API where there is one, else by asking the broker for each queue. */
export class QueueReports {
  readonly #parts: QueueParts
  #latest: { readonly untilMs: number; readonly overview: Promise<QueueOverview> } | null = null

  constructor(parts: QueueParts) {
    this.#parts = parts
  }

  overview(): Promise<QueueOverview> {
    const nowMs = this.#parts.clock()
    if (this.#latest === null || this.#latest.untilMs < nowMs)
      this.#latest = { untilMs: nowMs + KEPT_MS, overview: readOverview(this.#parts) }
    return this.#latest.overview
  }
}

async function readOverview(parts: QueueParts): Promise<QueueOverview> {
  const problems: string[] = []
  const tell = (error: unknown): null => {
    problems.push((error as Error).message)
    return null
  }
  const tasks = (await queuedTasksByQueue(parts.database.kysely).catch(tell)) ?? []
  const names = namesOf(parts, tasks)
  const managed =
    parts.brokerApi === null ? null : await managedQueues(parts.brokerApi, parts.broker.address).catch(tell)
  const queues = (await queuesOf(parts, names, managed).catch(tell)) ?? names.map(unknown)
  return { queues: queues.map(queue => ({ ...queue, ...tasksOf(tasks, queue.name) })), problems }
}

/** Those that workers take from, that tasks wait in, and the default one: a queue without a worker must not hide. */
function namesOf({ inspector, config }: QueueParts, tasks: readonly QueuedTasks[]): string[] {
  const names = [
    ...inspector.activeQueues,
    ...tasks.map(({ queue }) => queue),
    config.string('operators', 'default_queue'),
  ]
  return [...new Set(names)].sort()
}

type BrokerQueue = Omit<QueueReport, 'queuedTasks' | 'oldestAtMs'>

const queuesOf = (
  parts: QueueParts,
  names: readonly string[],
  managed: readonly ManagedQueue[] | null,
): Promise<BrokerQueue[]> =>
  managed === null
    ? Promise.all(names.map(name => checkQueue(parts.broker, name)))
    : Promise.resolve(names.map(name => managedQueue(name, managed)))

function managedQueue(name: string, managed: readonly ManagedQueue[]): BrokerQueue {
  const found = managed.find(queue => queue.name === name)
  return found === undefined ? missing(name) : { ...found, exists: true }
}

async function checkQueue(broker: BrokerConnection, name: string): Promise<BrokerQueue> {
  try {
    // Whoever waits for a broker that is away would wait at each question.
    const withinMs = broker.isConnected ? CHECK_TIMEOUT_MS : AWAY_TIMEOUT_MS
    const checked = await broker.withChannel(channel => channel.checkQueue(name), withinMs)
    return { ...missing(name), ready: checked.messageCount, consumers: checked.consumerCount, exists: true }
  } catch (error) {
    if ((error as { code?: number }).code === NOT_FOUND) return missing(name)
    throw error
  }
}

const missing = (name: string): BrokerQueue => ({ ...unknown(name), ready: 0, consumers: 0, exists: false })

const unknown = (name: string): BrokerQueue => ({
  name,
  ready: null,
  consumers: null,
  unacked: null,
  publishRate: null,
  deliverRate: null,
  ackRate: null,
  exists: null,
})

function tasksOf(tasks: readonly QueuedTasks[], name: string) {
  const found = tasks.find(({ queue }) => queue === name)
  return { queuedTasks: found?.count ?? 0, oldestAtMs: found?.oldestAtMs ?? null }
}

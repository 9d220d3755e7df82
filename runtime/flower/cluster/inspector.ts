import type { JsonValue } from '../../model/keys.ts'
import type { Broadcaster } from '../../queue/monitor/broadcast.ts'
import type { Clock } from '../../service/clock.ts'
import type { ClusterState } from '../state/cluster-state.ts'

/** What Flower asks workers (flower.inspector). */
export const INSPECT_METHODS = [
  'stats',
  'active_queues',
  'registered',
  'scheduled',
  'active',
  'reserved',
  'revoked',
  'conf',
] as const
export type InspectMethod = (typeof INSPECT_METHODS)[number]

/** What a worker answered last, by method; `timestamp` in seconds since the epoch. */
export type WorkerAnswers = { readonly timestamp: number } & Readonly<Partial<Record<InspectMethod, JsonValue>>>

export interface InspectorParts {
  readonly broadcaster: Broadcaster
  readonly state: ClusterState
  readonly clock: Clock
  readonly timeoutMs: number
}

const MOST_WORKERS = 5_000

/** Asks workers about themselves and remembers what they said. */
export class Inspector {
  readonly #parts: InspectorParts
  readonly #answers = new Map<string, WorkerAnswers>()
  readonly #asking = new Map<string, Promise<void>>()

  constructor(parts: InspectorParts) {
    this.#parts = parts
  }

  get answers(): ReadonlyMap<string, WorkerAnswers> {
    return this.#answers
  }

  isKnown(worker: string): boolean {
    return this.#answers.has(worker) || this.#parts.state.worker(worker) !== undefined
  }

  /** Names of the queues that workers take tasks from. */
  get activeQueues(): readonly string[] {
    const { state } = this.#parts
    const living = new Set(state.aliveWorkers)
    const queues = [...this.#answers]
      .filter(([worker]) => living.has(worker))
      .flatMap(([, one]) => one.active_queues ?? [])
    return [
      ...new Set((queues as { name?: JsonValue }[]).flatMap(({ name }) => (typeof name === 'string' ? name : []))),
    ]
  }

  /** Names of the tasks that any worker has registered, without the limits that Celery adds in brackets. */
  get registeredTasks(): ReadonlySet<string> {
    const registered = [...this.#answers.values()].flatMap(one => one.registered ?? [])
    return new Set(registered.filter(one => typeof one === 'string').map(one => one.split(' ')[0] as string))
  }

  /** Asks that worker, or all of them; those who ask at the same time share the answer. @throws BrokerNotConnected */
  update(worker?: string): Promise<void> {
    const key = worker ?? ''
    const running = this.#asking.get(key)
    if (running !== undefined) return running
    const asking = this.#update(worker).finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  /** Asks that worker unless it has answered within that time. @throws BrokerNotConnected */
  async refresh(worker: string, maxAgeMs: number): Promise<void> {
    const known = this.#answers.get(worker)
    if (known === undefined || this.#parts.clock() - known.timestamp * 1000 > maxAgeMs) await this.update(worker)
  }

  async #update(worker: string | undefined): Promise<void> {
    await Promise.all(INSPECT_METHODS.map(method => this.#ask(method, worker)))
  }

  // Whoever is known to live is waited for; without a list there is nothing but the time to wait for.
  async #ask(method: InspectMethod, worker: string | undefined): Promise<void> {
    const { broadcaster, state, timeoutMs, clock } = this.#parts
    const living = worker === undefined ? state.aliveWorkers : [worker]
    const options = { replyTimeoutMs: timeoutMs, ...(living.length === 0 ? {} : { destination: living }) }
    const replies = await broadcaster.broadcast(method, {}, options)
    for (const [node, value] of replies) {
      if (isError(value)) continue
      this.#answers.set(node, { ...this.#answers.get(node), [method]: value, timestamp: clock() / 1000 })
      if (this.#answers.size > MOST_WORKERS) this.#answers.delete(this.#answers.keys().next().value as string)
    }
  }
}

const isError = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'error' in value

import { setTimeout as sleep } from 'node:timers/promises'
import { clusterMark } from '../../../cluster/cluster-view.ts'
import { readLiveSignature, runsTouchedSince } from '../../../db/live-signature.ts'
import { listNodes } from '../../../db/node.ts'
import { restFor } from '../../../service/poll.ts'
import type { ServerParts } from '../../route.ts'
import type { LiveEvent } from '../contract/events.ts'
import { changesBetween, type LiveSignature } from './changes.ts'

type WatchedParts = Pick<ServerParts, 'database' | 'log' | 'config'>
type Listener = (events: readonly LiveEvent[]) => void

interface Watching {
  readonly ending: AbortController
  /** From then on changes are noticed. */
  readonly hasLooked: Promise<void>
}

/** Between two looks at the database, milliseconds. A look that takes long is followed by a longer rest, but not for long. */
const REST_MS = 700
const REST_PER_LOOK = 15
const LONGEST_REST_MS = 5000
/** From the first listener who is told to the last, at most, and between two of few. */
const SPREAD_MS = 600
const LONGEST_BETWEEN_MS = 5

/** Watches the database for all pages that are open: one look serves every listener, and without any it does not look. */
export class LiveChanges {
  readonly #parts: WatchedParts
  readonly #listeners = new Set<Listener>()
  #watching: Watching | null = null
  #noticed = 0

  constructor(parts: WatchedParts) {
    this.#parts = parts
  }

  /** How many times a change was noticed so far; null while nobody listens, and nothing is noticed. */
  get noticed(): number | null {
    return this.#watching === null ? null : this.#noticed
  }

  /** Calls the listener with what changes once this has resolved. @returns what ends that */
  async listen(listener: Listener): Promise<() => void> {
    this.#listeners.add(listener)
    this.#watching ??= this.#start()
    await this.#watching.hasLooked
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#watching?.ending.abort()
      this.#watching = null
    }
  }

  #start(): Watching {
    const ending = new AbortController()
    const { promise, resolve } = Promise.withResolvers<void>()
    void this.#watch(ending.signal, resolve)
    return { ending, hasLooked: promise }
  }

  async #watch(signal: AbortSignal, onLooked: () => void): Promise<void> {
    let before: LiveSignature | null = null
    while (!signal.aborted) {
      const startedAt = performance.now()
      before = await this.#look(before).catch(error => this.#missed(error, before))
      onLooked()
      const restMs = Math.max(REST_MS, (performance.now() - startedAt) * REST_PER_LOOK)
      await restFor(Math.min(restMs, LONGEST_REST_MS), signal)
    }
  }

  async #look(before: LiveSignature | null): Promise<LiveSignature> {
    const { database, config } = this.#parts
    const { kysely } = database
    const cluster = clusterMark(await listNodes(kysely), config)
    const after = { ...(await readLiveSignature(kysely)), cluster }
    if (before === null) return after
    const events = changesBetween(before, after, await runsTouchedSince(kysely, before))
    if (events.length === 0) return after
    this.#noticed += 1
    void this.#tell(events)
    return after
  }

  /** One after another: pages ask for what they show as soon as they hear, and a hundred at once would wait for each other. */
  async #tell(events: readonly LiveEvent[]): Promise<void> {
    const listeners = [...this.#listeners]
    const restMs = Math.min(SPREAD_MS / listeners.length, LONGEST_BETWEEN_MS)
    for (const listener of listeners) {
      if (this.#listeners.has(listener)) listener(events)
      await sleep(restMs)
    }
  }

  /** The next look compares with the last that succeeded. */
  #missed(error: unknown, before: LiveSignature | null): LiveSignature | null {
    this.#parts.log.warn('pass_failed', { part: 'Watching for changes', error: String(error) })
    return before
  }
}

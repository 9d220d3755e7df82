import type { Database } from '../../db/database.ts'
import { renewOrRevive } from '../../db/job-lease.ts'
import type { Clock } from '../../service/clock.ts'
import { Poller } from '../../service/poll.ts'

export interface LeaseParts {
  readonly database: Database
  readonly clock: Clock
  readonly jobId: number
  /** slipstream.worker_lease_seconds, in milliseconds: after it the scheduler gives the attempts to others. */
  readonly leaseMs: number
  /** It could not be renewed in time, or others have given it up: whatever runs must be ended now. */
  readonly onLost: () => void
  /** It is held again: there may be new attempts. */
  readonly onHeld: () => void
}

/** How much of a lease may pass before what it covers is ended: the rest is for ending it. */
const USABLE = 0.7
/** How many times in a lease it is renewed, at least. */
const RENEWALS = 6
/** Airflow's job_heartbeat_sec: others want to see that the worker lives. */
const LONGEST_REST_MS = 5000

/**
 * What a worker runs lives under the heartbeat of its job. While the database cannot be reached the lease runs down, and
 * before it ends so do the attempts, and no other one begins: no two of one task live at once.
 */
export class Lease {
  readonly #parts: LeaseParts
  readonly #usableMs: number
  #renewedMs = performance.now()
  #isLost = false
  #end: NodeJS.Timeout | undefined

  constructor(parts: LeaseParts) {
    this.#parts = parts
    this.#usableMs = parts.leaseMs * USABLE
  }

  /** Whether an attempt may begin. */
  get isHeld(): boolean {
    return !this.#isLost && this.#leftMs > 0
  }

  async keep(signal: AbortSignal): Promise<void> {
    this.#watchEnd()
    await new Poller().run(signal, async () => {
      const askedMs = performance.now()
      await this.#renew().then(
        () => this.#renewed(askedMs),
        () => undefined,
      )
      return Math.min(this.#parts.leaseMs / RENEWALS, LONGEST_REST_MS)
    })
    clearTimeout(this.#end)
  }

  get #leftMs(): number {
    return this.#renewedMs + this.#usableMs - performance.now()
  }

  #renew(): Promise<void> {
    const { database, clock, jobId } = this.#parts
    return renewOrRevive(database.kysely, jobId, { atMs: clock, onLost: () => this.#lose() })
  }

  /** What others see is the time of the question, however late its answer comes. */
  #renewed(askedMs: number): void {
    this.#renewedMs = askedMs
    if (this.#leftMs <= 0) return
    this.#watchEnd()
    if (!this.#isLost) return
    this.#isLost = false
    this.#parts.onHeld()
  }

  #watchEnd(): void {
    clearTimeout(this.#end)
    this.#end = setTimeout(() => this.#lose(), this.#leftMs)
  }

  #lose(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#parts.onLost()
  }
}

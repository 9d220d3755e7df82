import type { Database } from '../../db/database.ts'
import { heartbeatJobs } from '../../db/job.ts'
import type { Clock } from '../../service/clock.ts'
import { Poller } from '../../service/poll.ts'

export interface Lease {
  readonly database: Database
  readonly clock: Clock
  readonly jobId: number
  /** slipstream.worker_lease_seconds, in milliseconds: after it the scheduler gives the attempts to others. */
  readonly leaseMs: number
  /** The lease cannot be renewed any more in time: whatever runs must be ended now. */
  readonly onLost: () => void
}

/** How much of a lease may pass before what it covers is ended: the rest is for ending it. */
const USABLE = 0.7

/**
 * Renews the heartbeat of a worker's job, six times in a lease. While the database cannot be reached the lease runs down,
 * and before it ends so do the attempts: no two of one task live at once.
 */
export async function keepLease(lease: Lease, signal: AbortSignal): Promise<void> {
  let renewedMs = performance.now()
  await new Poller().run(signal, async () => {
    const askedMs = performance.now()
    const timeout = setTimeout(() => isOver() && lease.onLost(), lease.leaseMs * USABLE - (askedMs - renewedMs))
    const isOver = (): boolean => performance.now() - renewedMs >= lease.leaseMs * USABLE
    try {
      await heartbeatJobs(lease.database.kysely, [lease.jobId], lease.clock())
      renewedMs = askedMs
    } catch {
      if (isOver()) lease.onLost()
    } finally {
      clearTimeout(timeout)
    }
    return lease.leaseMs / 6
  })
}

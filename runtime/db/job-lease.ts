import { sqlTimestamp } from '../model/time.ts'
import type { Clock } from '../service/clock.ts'
import type { Job } from './job.ts'
import type { Db } from './tables.ts'

/**
 * Renews the heartbeat of a job. Where others have declared it dead, `onLost` is told, and then the job counts as running
 * again: by then nothing of what it had runs any more.
 */
export async function renewOrRevive(db: Db, jobId: number, { atMs, onLost }: Renewal): Promise<void> {
  if (await renewLease(db, jobId, atMs())) return
  onLost()
  await reviveJob(db, jobId, atMs())
}

export interface Renewal {
  readonly atMs: Clock
  readonly onLost: () => void
}

/** False when others have declared it dead. */
export async function renewLease(db: Db, jobId: number, atMs: number): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ latest_heartbeat: sqlTimestamp(atMs) })
    .where('id', '=', jobId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

async function reviveJob(db: Db, jobId: number, atMs: number): Promise<void> {
  await db
    .updateTable('job')
    .set({ state: 'running', end_date: null, latest_heartbeat: sqlTimestamp(atMs) })
    .where('id', '=', jobId)
    .execute()
}

/**
 * Declares a job dead, unless its heartbeat has moved since it was looked at. Its row stays locked until the transaction
 * ends: whoever renews it then learns that it is too late.
 */
export async function declareDead(db: Db, job: Job, atMs: number): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ state: 'failed', end_date: sqlTimestamp(atMs) })
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .$if(job.latestHeartbeatMs !== null, query =>
      query.where('latest_heartbeat', '<=', sqlTimestamp(job.latestHeartbeatMs as number)),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

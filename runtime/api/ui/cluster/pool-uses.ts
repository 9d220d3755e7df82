import { listPoolUsage } from '../../../db/pool.ts'
import type { Db } from '../../../db/tables.ts'
import type { Rights } from '../../auth/permission.ts'
import type { PoolUse } from '../contract/cluster.ts'

/** Null for who may not read pools. */
export async function poolUses(db: Db, rights: Rights): Promise<PoolUse[] | null> {
  if (!rights.allow(['can_read', 'Pools'], null)) return null
  return (await listPoolUsage(db)).map(({ name, slots, running, queued, scheduled, deferred, occupied }) => ({
    name,
    slots,
    running: Number(running),
    queued: Number(queued),
    scheduled: Number(scheduled),
    deferred: Number(deferred),
    occupied,
  }))
}

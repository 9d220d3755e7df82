import { listPoolUsage } from '../../../db/pool.ts'
import type { Db } from '../../../db/tables.ts'
import type { Rights } from '../../auth/permission.ts'
import type { PoolUse } from '../contract/cluster.ts'

export async function poolUses(db: Db): Promise<PoolUse[]> {
  return (await listPoolUsage(db)).map(({ name, slots, running, queued, scheduled, deferred, occupied }) => ({
    name,
    slots,
    running,
    queued,
    scheduled,
    deferred,
    occupied,
  }))
}

/** Null for who may not read pools. */
export const visiblePools = (pools: readonly PoolUse[], rights: Rights): readonly PoolUse[] | null =>
  rights.allow(['can_read', 'Pools'], null) ? pools : null

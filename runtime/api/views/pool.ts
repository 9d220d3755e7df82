import type { PoolUsage } from '../../db/pool.ts'
import { BOOLEAN, collection, INTEGER, nullable, object, TEXT } from './shape.ts'

/** Airflow's Pool; a pool without limit has -1 slots, and as many open. */
export const poolView = (pool: PoolUsage) => ({
  name: pool.name,
  slots: pool.slots,
  occupied_slots: pool.occupied,
  running_slots: pool.running,
  queued_slots: pool.queued,
  scheduled_slots: pool.scheduled,
  deferred_slots: pool.deferred,
  open_slots: Number.isFinite(pool.open) ? pool.open : -1,
  description: pool.description,
  include_deferred: pool.includeDeferred,
})

export const POOL_SHAPE = object({
  name: TEXT,
  slots: INTEGER,
  occupied_slots: INTEGER,
  running_slots: INTEGER,
  queued_slots: INTEGER,
  scheduled_slots: INTEGER,
  deferred_slots: INTEGER,
  open_slots: INTEGER,
  description: nullable(TEXT),
  include_deferred: BOOLEAN,
})

export const POOLS_SHAPE = collection('pools', POOL_SHAPE)

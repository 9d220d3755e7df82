import { DefaultPoolNotDeletable } from './errors.ts'
import type { Db } from './tables.ts'
import { isMysql, upsert } from './upsert.ts'

export const DEFAULT_POOL = 'default_pool'

export interface Pool {
  readonly name: string
  /** -1 stands for no limit. */
  readonly slots: number
  readonly description: string | null
  /** Deferred task instances hold slots too. */
  readonly includeDeferred: boolean
}

export interface StoredPool extends Pool {
  readonly id: number
}

/** A pool with the slots that its task instances hold; `open` is Infinity for a pool without limit. */
export interface PoolUsage extends StoredPool {
  readonly running: number
  readonly queued: number
  readonly scheduled: number
  readonly deferred: number
  readonly occupied: number
  readonly open: number
}

export async function listPools(db: Db): Promise<StoredPool[]> {
  const rows = await db.selectFrom('slot_pool').selectAll().orderBy('pool').execute()
  return rows.map(row => ({
    id: row.id,
    name: row.pool as string,
    slots: row.slots ?? 0,
    description: row.description,
    includeDeferred: row.include_deferred === 1,
  }))
}

/**
 * The slots of all pools by name; this transaction is the only one that decides what is queued until it ends (Airflow's
 * critical section over slot_pool).
 */
export async function lockPools(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('slot_pool')
    .select(['pool', 'slots'])
    .orderBy('id')
    .$if(isMysql(db), query => query.forUpdate())
    .execute()
  return new Map(rows.map(row => [row.pool as string, row.slots ?? 0]))
}

export async function findPool(db: Db, name: string): Promise<StoredPool | null> {
  const pools = await listPools(db)
  return pools.find(pool => pool.name === name) ?? null
}

/** Counted as Airflow's Pool.slots_stats: what runs or is queued occupies slots, what is scheduled waits for them. */
export async function listPoolUsage(db: Db): Promise<PoolUsage[]> {
  const pools = await listPools(db)
  const held = await slotsByState(db)
  return pools.map(pool => toUsage(pool, state => held.get(`${state} ${pool.name}`) ?? 0))
}

export async function findPoolUsage(db: Db, name: string): Promise<PoolUsage | null> {
  const pools = await listPoolUsage(db)
  return pools.find(pool => pool.name === name) ?? null
}

export async function savePool(db: Db, pool: Pool): Promise<void> {
  const row = {
    pool: pool.name,
    slots: pool.slots,
    description: pool.description,
    include_deferred: pool.includeDeferred ? 1 : 0,
  } as const
  await upsert(db, { table: 'slot_pool', row, key: ['pool'] })
}

/** Task instances that name the pool keep its old name, and wait until there is one again. */
export async function renamePool(db: Db, from: string, to: string): Promise<void> {
  await db.updateTable('slot_pool').set({ pool: to }).where('pool', '=', from).execute()
}

/**
 * @returns whether there was such a pool
 * @throws DefaultPoolNotDeletable
 */
export async function deletePool(db: Db, name: string): Promise<boolean> {
  if (name === DEFAULT_POOL) throw new DefaultPoolNotDeletable()
  const { numDeletedRows } = await db.deleteFrom('slot_pool').where('pool', '=', name).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

const STATES = ['running', 'queued', 'scheduled', 'deferred'] as const
type CountedState = (typeof STATES)[number]

async function slotsByState(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('task_instance')
    .select(['pool', 'state', sum => sum.fn.sum<number>('pool_slots').as('slots')])
    .where('state', 'in', STATES)
    .groupBy(['pool', 'state'])
    .execute()
  return new Map(rows.map(row => [`${row.state} ${row.pool}`, row.slots]))
}

function toUsage(pool: StoredPool, slots: (state: CountedState) => number): PoolUsage {
  const [running, queued, scheduled, deferred] = STATES.map(slots) as [number, number, number, number]
  const occupied = running + queued + (pool.includeDeferred ? deferred : 0)
  const total = pool.slots === -1 ? Number.POSITIVE_INFINITY : pool.slots
  return { ...pool, running, queued, scheduled, deferred, occupied, open: total - occupied }
}

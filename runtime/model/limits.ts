/** A task instance that is ready to be queued, with the limits that its DAG file sets. */
export interface QueueRequest {
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  readonly mapIndex: number
  readonly pool: string
  readonly poolSlots: number
  readonly priorityWeight: number
  readonly logicalDateMs: number
  readonly maxActiveTasks: number
  readonly maxActiveTisPerDag: number | null
  readonly maxActiveTisPerDagrun: number | null
}

/** How many slots the queued and running task instances of one task in one run hold. */
export interface Usage {
  readonly pool: string
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  readonly instances: number
  readonly poolSlots: number
}

/** What already holds slots. Counts are of queued and running task instances. */
export interface Occupancy {
  /** Slots of each pool that exist; -1 is Airflow's "unlimited". */
  readonly pools: ReadonlyMap<string, number>
  readonly usage: readonly Usage[]
  /** How many more the executor takes; Infinity without a parallelism limit. */
  readonly openSlots: number
}

/** Why a task instance has to wait; the first two do not go away by themselves. */
export type Obstacle =
  | 'pool_missing'
  | 'pool_too_small'
  | 'no_open_slot'
  | 'pool_full'
  | 'max_active_tasks'
  | 'max_active_tis_per_dag'
  | 'max_active_tis_per_dagrun'

export interface Waiting<R extends QueueRequest> {
  readonly request: R
  readonly obstacle: Obstacle
}

export interface QueuePick<R extends QueueRequest> {
  readonly picked: readonly R[]
  readonly waiting: readonly Waiting<R>[]
}

/**
 * Chooses which ready task instances may be queued now, in Airflow's order (priority weight, logical date, map index),
 * within pools, parallelism, max_active_tasks and the per-task limits. Pure.
 */
export function pickQueueable<R extends QueueRequest>(requests: readonly R[], occupancy: Occupancy): QueuePick<R> {
  const counters = new Counters(occupancy)
  const picked: R[] = []
  const waiting: Waiting<R>[] = []
  for (const request of [...requests].sort(byUrgency)) {
    const obstacle = counters.obstacleTo(request)
    if (obstacle === null) {
      counters.take(request)
      picked.push(request)
    } else waiting.push({ request, obstacle })
  }
  return { picked, waiting }
}

const byUrgency = (a: QueueRequest, b: QueueRequest): number =>
  b.priorityWeight - a.priorityWeight || a.logicalDateMs - b.logicalDateMs || a.mapIndex - b.mapIndex

class Counters {
  readonly #poolSlots: ReadonlyMap<string, number>
  readonly #used = new Map<string, number>()
  #openSlots: number

  constructor(occupancy: Occupancy) {
    this.#poolSlots = occupancy.pools
    this.#openSlots = occupancy.openSlots
    for (const row of occupancy.usage) this.#add(row, row.instances, row.poolSlots)
  }

  obstacleTo(request: QueueRequest): Obstacle | null {
    const slots = this.#poolSlots.get(request.pool)
    if (slots === undefined) return 'pool_missing'
    const limit = slots < 0 ? Infinity : slots
    // A pool of no slots at all is a way to hold tasks back.
    if (limit > 0 && request.poolSlots > limit) return 'pool_too_small'
    if (this.#openSlots <= 0) return 'no_open_slot'
    if (this.#of(poolKey(request)) + request.poolSlots > limit) return 'pool_full'
    if (this.#of(dagKey(request)) >= request.maxActiveTasks) return 'max_active_tasks'
    if (this.#of(taskKey(request)) >= (request.maxActiveTisPerDag ?? Infinity)) return 'max_active_tis_per_dag'
    if (this.#of(taskRunKey(request)) >= (request.maxActiveTisPerDagrun ?? Infinity)) return 'max_active_tis_per_dagrun'
    return null
  }

  take(request: QueueRequest): void {
    this.#openSlots -= 1
    this.#add(request, 1, request.poolSlots)
  }

  #add(row: Holder, instances: number, poolSlots: number): void {
    this.#increase(poolKey(row), poolSlots)
    this.#increase(dagKey(row), instances)
    this.#increase(taskKey(row), instances)
    this.#increase(taskRunKey(row), instances)
  }

  #increase(key: string, by: number): void {
    this.#used.set(key, this.#of(key) + by)
  }

  #of(key: string): number {
    return this.#used.get(key) ?? 0
  }
}

interface Holder {
  readonly pool: string
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
}

const poolKey = (row: Holder): string => `pool\u0000${row.pool}`
const dagKey = (row: Holder): string => `dag\u0000${row.dagId}`
const taskKey = (row: Holder): string => `task\u0000${row.dagId}\u0000${row.taskId}`
const taskRunKey = (row: Holder): string => `run\u0000${row.dagId}\u0000${row.runId}\u0000${row.taskId}`

import { randomUUID } from 'node:crypto'
import { lockPools } from '../db/pool.ts'
import { markAllQueued, markAllScheduled } from '../db/queue-transition.ts'
import { hasScheduled, listCandidates, listOccupied, type Starved } from '../db/queueing.ts'
import type { Db } from '../db/tables.ts'
import { type AttemptRequest, attemptDag } from '../model/attempt.ts'
import type { TaskSpec } from '../model/dag.ts'
import { pickQueueable, type QueueRequest, type Waiting } from '../model/limits.ts'
import type { Clock } from '../service/clock.ts'
import type { DagCache } from './dag-cache.ts'
import type { ReadyInstance } from './examine-run.ts'

export interface Queueing {
  /** Read when it is our turn, so that nothing is dated before what we waited for. */
  readonly clock: Clock
  readonly jobId: number
  /** How many more attempts the executor takes. */
  readonly openSlots: number
  readonly dags: DagCache
}

export interface Queued {
  /** To be handed to the executor after the transaction, the most urgent first. */
  readonly attempts: readonly AttemptRequest[]
  readonly waiting: readonly Waiting<QueueRequest>[]
  /** Slots by pool. */
  readonly pools: ReadonlyMap<string, number>
}

type WaitingInstance = ReadyInstance & QueueRequest & { readonly task: TaskSpec }

/** Bounds of how many waiting instances are read at once; more than can be queued, since some have no room. */
const MIN_PAGE = 256
const MAX_PAGE = 4096
/** SQLite takes no longer conditions than about a thousand. */
const MOST_STARVED_TASKS = 200

/**
 * Queues what is ready, together with what waits as scheduled, within all limits; the rest waits as scheduled. Part of
 * the transaction that decided what is ready, so that a task costs no extra write where there is room. While slots are
 * open it reads on, past what has no room, so that a crowd before a full pool hides nobody (as Airflow's
 * starved_pools). Of several schedulers one does this at a time.
 */
export async function queueReady(db: Db, ready: readonly ReadyInstance[], queueing: Queueing): Promise<Queued> {
  if (ready.length === 0 && (queueing.openSlots <= 0 || !(await hasScheduled(db)))) return NOTHING
  const attempts: AttemptRequest[] = []
  const waiting: Waiting<WaitingInstance>[] = []
  const pools = await lockPools(db)
  const nowMs = queueing.clock()
  for (let fresh = ready, isLast = false; !isLast; fresh = []) {
    const occupied = await listOccupied(db)
    const openSlots = queueing.openSlots - attempts.length
    const starved = starvedBy(waiting)
    const page = occupied.hasScheduled ? await backlog(db, { openSlots, dags: queueing.dags, starved }) : NO_BACKLOG
    isLast = page.isLast || starved.tasks.length > MOST_STARVED_TASKS
    const requests = [...fresh, ...page.found].map(withLimits)
    if (requests.length === 0) continue
    const pick = pickQueueable(requests, { pools, usage: occupied.usage, openSlots })
    attempts.push(...(await queueAll(db, pick.picked, { ...queueing, nowMs })))
    await holdAll(db, pick.waiting, nowMs)
    waiting.push(...pick.waiting)
  }
  return { attempts, waiting, pools }
}

const NOTHING: Queued = { attempts: [], waiting: [], pools: new Map() }

/** Only what was still in the state that it was decided from; in the order of urgency. */
async function queueAll(
  db: Db,
  picked: readonly WaitingInstance[],
  { jobId, nowMs }: { readonly jobId: number; readonly nowMs: number },
): Promise<AttemptRequest[]> {
  const changes = picked.map(one => {
    const attempt = attemptOf(one)
    const { dagId, runId, taskId, mapIndex, tryNumber, token } = attempt
    return { dagId, runId, taskId, mapIndex, tryNumber, token, from: one.instance.state, atMs: nowMs, jobId, attempt }
  })
  return (await markAllQueued(db, changes)).map(change => change.attempt)
}

interface Backlog {
  readonly found: readonly ReadyInstance[]
  readonly isLast: boolean
}

const NO_BACKLOG: Backlog = { found: [], isLast: true }

async function backlog(
  db: Db,
  from: { readonly openSlots: number; readonly dags: DagCache; readonly starved: Starved },
): Promise<Backlog> {
  if (from.openSlots <= 0) return { found: [], isLast: true }
  const size = Math.min(Math.max(MIN_PAGE, from.openSlots * 2), MAX_PAGE)
  const candidates = await listCandidates(db, size, from.starved)
  const dags = await from.dags.all(
    db,
    candidates.map(({ run }) => run.dagId),
  )
  const found: ReadyInstance[] = []
  for (const { instance, run } of candidates) {
    const dag = dags.get(run.dagId)
    if (dag?.graph.tasks.has(instance.taskId)) found.push({ run, dag, instance })
  }
  // A page of nothing but tasks that no DAG has any more would come again and again.
  return { found, isLast: candidates.length < size || found.length === 0 }
}

function starvedBy(waiting: readonly Waiting<WaitingInstance>[]): Starved {
  const of = (...obstacles: readonly Waiting<QueueRequest>['obstacle'][]) =>
    waiting.filter(one => obstacles.includes(one.obstacle)).map(one => one.request)
  const tasks = [
    ...of('max_active_tis_per_dag').map(({ dagId, taskId }) => ({ dagId, taskId, runId: null })),
    ...of('max_active_tis_per_dagrun').map(({ dagId, taskId, runId }) => ({ dagId, taskId, runId })),
  ]
  return {
    pools: [...new Set(of('pool_missing', 'pool_full').map(request => request.pool))],
    oversized: smallestByPool(of('pool_too_small')),
    dagIds: [...new Set(of('max_active_tasks').map(request => request.dagId))],
    tasks: [...new Map(tasks.map(task => [`${task.dagId}\u0000${task.taskId}\u0000${task.runId}`, task])).values()],
  }
}

function smallestByPool(requests: readonly QueueRequest[]): Starved['oversized'] {
  const smallest = new Map<string, number>()
  for (const { pool, poolSlots } of requests) smallest.set(pool, Math.min(poolSlots, smallest.get(pool) ?? poolSlots))
  return [...smallest].map(([pool, poolSlots]) => ({ pool, poolSlots }))
}

function withLimits(ready: ReadyInstance): WaitingInstance {
  const { dag } = ready.dag.graph
  const task = ready.dag.graph.tasks.get(ready.instance.taskId) as TaskSpec
  return {
    ...ready,
    task,
    dagId: dag.dagId,
    runId: ready.run.runId,
    taskId: task.taskId,
    mapIndex: ready.instance.mapIndex,
    pool: ready.instance.pool,
    poolSlots: ready.instance.poolSlots,
    priorityWeight: ready.instance.priorityWeight,
    logicalDateMs: ready.run.logicalDateMs,
    maxActiveTasks: dag.maxActiveTasks,
    maxActiveTisPerDag: task.maxActiveTisPerDag,
    maxActiveTisPerDagrun: task.maxActiveTisPerDagrun,
  }
}

/** Airflow 2.10: the number moves when an instance becomes scheduled; one that only waited already has its number. */
function tryNumberOf({ instance }: ReadyInstance): number {
  const keepsNumber = instance.state === 'scheduled' || instance.state === 'up_for_reschedule'
  return keepsNumber ? instance.tryNumber : instance.tryNumber + 1
}

function attemptOf(one: WaitingInstance): AttemptRequest {
  return {
    dagId: one.dagId,
    runId: one.runId,
    taskId: one.taskId,
    mapIndex: one.mapIndex,
    token: randomUUID(),
    tryNumber: tryNumberOf(one),
    maxTries: one.instance.maxTries,
    priorityWeight: one.priorityWeight,
    task: one.task,
    dag: attemptDag(one.dag.graph.dag),
    run: one.run,
  }
}

async function holdAll(db: Db, waiting: readonly Waiting<WaitingInstance>[], atMs: number): Promise<void> {
  const fresh = waiting.map(({ request }) => request).filter(({ instance }) => instance.state !== 'scheduled')
  const changes = fresh.map(one => ({ ...one.instance, from: one.instance.state, tryNumber: tryNumberOf(one), atMs }))
  await markAllScheduled(db, changes)
}

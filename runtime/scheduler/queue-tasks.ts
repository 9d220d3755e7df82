import { randomUUID } from 'node:crypto'
import { listPools } from '../db/pool.ts'
import { listCandidates, listUsage } from '../db/queueing.ts'
import type { Db } from '../db/tables.ts'
import { markQueued, markScheduled } from '../db/task-transition.ts'
import { type AttemptRequest, attemptDag } from '../model/attempt.ts'
import type { TaskSpec } from '../model/dag.ts'
import { pickQueueable, type QueuePick, type QueueRequest } from '../model/limits.ts'
import type { DagCache } from './dag-cache.ts'
import type { ReadyInstance } from './examine-run.ts'

export interface Queueing {
  readonly nowMs: number
  readonly jobId: number
  /** How many more attempts the executor takes. */
  readonly openSlots: number
  readonly dags: DagCache
}

export interface Queued {
  /** To be handed to the executor after the transaction, the most urgent first. */
  readonly attempts: readonly AttemptRequest[]
  readonly problems: QueuePick<WaitingInstance>['problems']
}

type WaitingInstance = ReadyInstance & QueueRequest & { readonly task: TaskSpec }

/** How many waiting instances are looked at when slots are scarce; more than can be queued, since some have no room. */
const MIN_BACKLOG = 256

/**
 * Queues what is ready, together with what waits as scheduled, within all limits; the rest waits as scheduled. Part of
 * the transaction that decided what is ready, so that a task costs no extra write where there is room.
 */
export async function queueReady(db: Db, ready: readonly ReadyInstance[], queueing: Queueing): Promise<Queued> {
  const waiting = [...ready, ...(await backlog(db, queueing))].map(withLimits)
  if (waiting.length === 0) return { attempts: [], problems: [] }
  const {
    picked,
    waiting: held,
    problems,
  } = pickQueueable(waiting, {
    pools: new Map((await listPools(db)).map(pool => [pool.name, pool.slots])),
    usage: await listUsage(db),
    openSlots: queueing.openSlots,
  })
  const attempts: AttemptRequest[] = []
  for (const one of picked) {
    const attempt = attemptOf(one)
    if (await markQueued(db, { ...attempt, ...queueing, from: one.instance.state, atMs: queueing.nowMs }))
      attempts.push(attempt)
  }
  for (const one of held) await hold(db, one, queueing.nowMs)
  return { attempts, problems }
}

async function backlog(db: Db, queueing: Queueing): Promise<ReadyInstance[]> {
  const found: ReadyInstance[] = []
  for (const { instance, run } of await listCandidates(db, Math.max(MIN_BACKLOG, queueing.openSlots * 2))) {
    const dag = await queueing.dags.get(db, run.dagId)
    if (dag?.graph.tasks.has(instance.taskId)) found.push({ run, dag, instance })
  }
  return found
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

async function hold(db: Db, one: WaitingInstance, atMs: number): Promise<void> {
  if (one.instance.state === 'scheduled') return
  await markScheduled(db, { ...one.instance, from: one.instance.state, tryNumber: tryNumberOf(one), atMs })
}

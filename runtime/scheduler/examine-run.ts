import { changeRunState, findPreviousRun, setRunDagHash } from '../db/dag-run.ts'
import type { Db } from '../db/tables.ts'
import { insertTaskInstances, listTaskInstances, type TaskInstance } from '../db/task-instance.ts'
import { markEnded, restoreRemoved } from '../db/task-transition.ts'
import { listSkipDecisions } from '../db/xcom.ts'
import { type Decision, decide, type InstanceView, type Transition } from '../model/decide.ts'
import { blockedByPast } from '../model/depends-on-past.ts'
import type { DagRun } from '../model/keys.ts'
import { nextRetryMs } from '../model/retry.ts'
import type { CachedDag } from './dag-cache.ts'
import { hasFailedFast, stopRemainingTasks, timeOutRun } from './end-run.ts'

/** A task instance that is ready; whether it may be queued now is a matter of limits. */
export interface ReadyInstance {
  readonly run: DagRun
  readonly dag: CachedDag
  readonly instance: TaskInstance
}

export interface Examination {
  readonly ready: readonly ReadyInstance[]
  /** Set when the run ended with this look at it. */
  readonly ended: { readonly state: 'success' | 'failed'; readonly reason: string } | null
  /** When time alone may change something, ms since the epoch. */
  readonly wakeAtMs: number | null
  /** Task instances ended here, without a worker: the next run may wait for that. */
  readonly hasEndings: boolean
  /** Running attempts were marked as something else: their processes must end. */
  readonly hasKills: boolean
}

/** What [core] and [scheduler] say about runs. */
export interface RunSettings {
  readonly allowTriggerInFuture: boolean
  readonly maxTaskRetryDelayMs: number
}

/** The DAG as it is now, and when the run is looked at. */
export interface Look {
  readonly dag: CachedDag
  /** The task instances of the run as the database has them. */
  readonly instances: readonly TaskInstance[]
  readonly nowMs: number
  readonly settings: RunSettings
}

const NOTHING: Examination = { ready: [], ended: null, wakeAtMs: null, hasEndings: false, hasKills: false }

/** Looks at one running run: ends what ends without a worker, ends the run when it is over, and names what is ready. */
export async function examineRun(db: Db, run: DagRun, at: Look): Promise<Examination> {
  const timeoutMs = timesOutAt(run, at.dag)
  if (timeoutMs !== null && timeoutMs <= at.nowMs) return endTimedOut(db, run, at.nowMs)
  if (run.logicalDateMs > at.nowMs && !at.settings.allowTriggerInFuture)
    return { ...NOTHING, wakeAtMs: earliest(run.logicalDateMs, timeoutMs) }
  const instances = await instancesOf(db, run, at)
  const decision = decide(at.dag.graph, await viewOf(db, run, { ...at, instances }), at.nowMs)
  await applyEndings(db, run, { decision, instances, nowMs: at.nowMs })
  if (hasFailedFast(at.dag.graph.dag, run, instances)) {
    const hasKills = await stopRemainingTasks(db, run, at.nowMs)
    const ended = await endRun(db, run, { outcome: 'failed', nowMs: at.nowMs })
    return { ...NOTHING, ended, hasEndings: true, hasKills }
  }
  return {
    ready: readyOf(run, at.dag, { decision, instances }),
    ended: decision.outcome === null ? null : await endRun(db, run, { outcome: decision.outcome, nowMs: at.nowMs }),
    wakeAtMs: earliest(decision.wakeAtMs, timeoutMs),
    hasEndings: decision.transitions.some(transition => transition.to !== 'scheduled'),
    hasKills: false,
  }
}

const timesOutAt = (run: DagRun, dag: CachedDag): number | null =>
  dag.graph.dag.dagrunTimeoutMs === null || run.startDateMs === null
    ? null
    : run.startDateMs + dag.graph.dag.dagrunTimeoutMs

const earliest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

async function endTimedOut(db: Db, run: DagRun, nowMs: number): Promise<Examination> {
  await timeOutRun(db, run, nowMs)
  return { ...NOTHING, ended: { state: 'failed', reason: 'timed_out' }, hasEndings: true, hasKills: true }
}

/**
 * Tasks that the DAG file gained while the run was going on get their task instances, those that it has again are
 * restored (Airflow: verify_integrity).
 */
async function instancesOf(db: Db, run: DagRun, at: Look): Promise<readonly TaskInstance[]> {
  const { instances } = at
  if (run.dagHash === at.dag.hash) return instances
  const known = new Set(instances.map(instance => instance.taskId))
  const taskIds = at.dag.graph.order.filter(taskId => !known.has(taskId))
  await insertTaskInstances(db, { ...run, atMs: at.nowMs }, { ...at.dag, taskIds })
  for (const instance of instances)
    if (instance.state === 'removed' && at.dag.graph.tasks.has(instance.taskId))
      await restoreRemoved(db, instance, at.nowMs)
  await setRunDagHash(db, run, at.dag.hash)
  return listTaskInstances(db, run)
}

async function viewOf(db: Db, run: DagRun, scene: Look) {
  return {
    logicalDateMs: run.logicalDateMs,
    instances: scene.instances.map(instance => viewOfInstance(run, scene, instance)),
    skipDecisions: scene.dag.hasBranching ? await listSkipDecisions(db, run) : new Map(),
    blockedByPast: scene.dag.looksAtPast ? await pastOf(db, run, scene.dag) : new Set<string>(),
  }
}

function viewOfInstance(run: DagRun, scene: Look, instance: TaskInstance): InstanceView {
  const task = scene.dag.graph.tasks.get(instance.taskId)
  const isWaiting = instance.state === 'up_for_retry' && task !== undefined && instance.endDateMs !== null
  return {
    taskId: instance.taskId,
    mapIndex: instance.mapIndex,
    state: instance.state,
    notBeforeMs: isWaiting
      ? nextRetryMs({
          endDateMs: instance.endDateMs,
          retryDelayMs: task.retryDelayMs,
          exponentialBackoff: task.retryExponentialBackoff,
          maxRetryDelayMs: task.maxRetryDelayMs,
          maxTaskRetryDelayMs: scene.settings.maxTaskRetryDelayMs,
          tryNumber: instance.tryNumber,
          key: { dagId: run.dagId, taskId: instance.taskId, logicalDateMs: run.logicalDateMs },
        })
      : null,
  }
}

async function pastOf(db: Db, run: DagRun, dag: CachedDag): Promise<ReadonlySet<string>> {
  const previous = await findPreviousRun(db, run, dag.graph.dag.catchup)
  if (previous === null) return new Set()
  return blockedByPast(dag.graph, { previous, instances: await listTaskInstances(db, previous) })
}

interface Decided {
  readonly decision: Decision
  readonly instances: readonly TaskInstance[]
}

async function applyEndings(db: Db, run: DagRun, decided: Decided & { readonly nowMs: number }): Promise<void> {
  const { dagId, runId } = run
  for (const transition of decided.decision.transitions) {
    if (transition.to === 'scheduled') continue
    const tryNumber = transition.to === 'success' ? { tryNumber: instanceOf(decided, transition).tryNumber + 1 } : {}
    await markEnded(db, { dagId, runId, ...transition, ...tryNumber, to: transition.to, atMs: decided.nowMs })
  }
}

function readyOf(run: DagRun, dag: CachedDag, decided: Decided): ReadyInstance[] {
  return decided.decision.transitions
    .filter(transition => transition.to === 'scheduled')
    .map(transition => ({ run, dag, instance: instanceOf(decided, transition) }))
}

const instanceOf = (decided: Decided, transition: Transition): TaskInstance =>
  decided.instances.find(
    one => one.taskId === transition.taskId && one.mapIndex === transition.mapIndex,
  ) as TaskInstance

const REASONS = { success: 'success', failed: 'task_failure', deadlocked: 'all_tasks_deadlocked' } as const

async function endRun(
  db: Db,
  run: DagRun,
  end: { outcome: keyof typeof REASONS; nowMs: number },
): Promise<Examination['ended']> {
  const state = end.outcome === 'success' ? 'success' : 'failed'
  const isOurs = await changeRunState(db, run, { from: ['running'], to: state, atMs: end.nowMs })
  return isOurs ? { state, reason: REASONS[end.outcome] } : null
}

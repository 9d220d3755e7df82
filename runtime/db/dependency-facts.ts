import { type DagGraph, dagGraph, type TaskSpec } from '../model/dag.ts'
import { blockedByPast } from '../model/depends-on-past.ts'
import { TaskNotFound } from '../model/errors.ts'
import type { DagRun } from '../model/keys.ts'
import { nextRetryMs } from '../model/retry.ts'
import type { DependencyFacts } from '../model/unmet-dependencies.ts'
import { findDagModel } from './dag.ts'
import { findPreviousRun } from './dag-run.ts'
import { findPoolUsage } from './pool.ts'
import { listOccupied } from './queueing.ts'
import { getSerializedDag } from './serialized-dag.ts'
import type { Db } from './tables.ts'
import { listTaskInstances, type TaskInstance } from './task-instance.ts'

export interface DependencyQuestion {
  readonly run: DagRun
  readonly taskId: string
  readonly mapIndex: number
  readonly nowMs: number
  /** [core] max_task_retry_delay. */
  readonly maxTaskRetryDelayMs: number
}

/** What model/unmet-dependencies.ts judges, as it stands now. @throws DagNotFound, TaskNotFound */
export async function dependencyFacts(db: Db, question: DependencyQuestion): Promise<DependencyFacts> {
  const { run, taskId, mapIndex, nowMs } = question
  const { spec } = await getSerializedDag(db, run.dagId)
  const graph = dagGraph(spec)
  const task = graph.tasks.get(taskId)
  if (task === undefined) throw new TaskNotFound(run.dagId, taskId)
  const instances = await listTaskInstances(db, run)
  const pool = await findPoolUsage(db, task.pool)
  const model = await findDagModel(db, run.dagId)
  return {
    graph,
    task,
    run,
    mapIndex,
    instances,
    isPaused: model?.isPaused ?? false,
    openSlots: pool?.open ?? null,
    active: await activeInstances(db, run, taskId),
    isBlockedByPast: await isBlockedByPast(db, run, { graph, taskId }),
    retryAtMs: retryAtMs(task, instances, question),
    nowMs,
  }
}

async function activeInstances(db: Db, { dagId, runId }: DagRun, taskId: string): Promise<DependencyFacts['active']> {
  const { usage } = await listOccupied(db)
  const ofDag = usage.filter(row => row.dagId === dagId)
  const ofTask = ofDag.filter(row => row.taskId === taskId)
  const ofTaskInRun = ofTask.filter(row => row.runId === runId)
  return { dag: total(ofDag), task: total(ofTask), taskInRun: total(ofTaskInRun) }
}

const total = (usage: readonly { readonly instances: number }[]): number =>
  usage.reduce((sum, { instances }) => sum + instances, 0)

async function isBlockedByPast(
  db: Db,
  run: DagRun,
  { graph, taskId }: { readonly graph: DagGraph; readonly taskId: string },
): Promise<boolean> {
  const previous = await findPreviousRun(db, run, graph.dag.catchup)
  if (previous === null) return false
  return blockedByPast(graph, { previous, instances: await listTaskInstances(db, previous) }).has(taskId)
}

function retryAtMs(task: TaskSpec, instances: readonly TaskInstance[], question: DependencyQuestion): number | null {
  const own = instances.find(one => one.taskId === task.taskId && one.mapIndex === question.mapIndex)
  if (own?.state !== 'up_for_retry' || own.endDateMs === null) return null
  return nextRetryMs({
    endDateMs: own.endDateMs,
    retryDelayMs: task.retryDelayMs,
    exponentialBackoff: task.retryExponentialBackoff,
    maxRetryDelayMs: task.maxRetryDelayMs,
    maxTaskRetryDelayMs: question.maxTaskRetryDelayMs,
    tryNumber: own.tryNumber,
    key: { dagId: own.dagId, taskId: own.taskId, logicalDateMs: question.run.logicalDateMs },
  })
}

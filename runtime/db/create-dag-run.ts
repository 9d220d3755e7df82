import { dagGraph } from '../model/dag.ts'
import type { DagRun, JsonValue, RunType } from '../model/keys.ts'
import { effectiveWeights } from '../model/priority.ts'
import { runId } from '../model/run-id.ts'
import type { DataInterval } from '../model/schedule.ts'
import { insertDagRun } from './dag-run.ts'
import type { StoredDag } from './serialized-dag.ts'
import type { Db } from './tables.ts'
import { insertTaskInstances } from './task-instance.ts'

export interface DagRunRequest {
  readonly runType: RunType
  readonly logicalDateMs: number
  readonly interval: DataInterval
  readonly nowMs: number
  /** The run_id; by default made from type and logical date. */
  readonly runId?: string
  readonly conf?: Readonly<Record<string, JsonValue>>
  readonly creatingJobId?: number
}

/**
 * Creates a queued DAG run with a task instance for each task; call it in a transaction, then wake the scheduler.
 * @throws DagRunAlreadyExists
 */
export async function createDagRun(db: Db, dag: StoredDag, request: DagRunRequest): Promise<DagRun> {
  const run = await insertDagRun(db, {
    dagId: dag.spec.dagId,
    runId: request.runId ?? runId(request.runType, request.logicalDateMs),
    state: 'queued',
    runType: request.runType,
    externalTrigger: request.runType === 'manual',
    logicalDateMs: request.logicalDateMs,
    interval: request.interval,
    conf: request.conf ?? {},
    dagHash: dag.hash,
    creatingJobId: request.creatingJobId ?? null,
    queuedAtMs: request.nowMs,
  })
  const graph = dagGraph(dag.spec)
  await insertTaskInstances(db, { ...run, atMs: request.nowMs }, { graph, weights: effectiveWeights(graph) })
  return run
}

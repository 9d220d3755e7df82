import { createDagRun } from '../db/create-dag-run.ts'
import { type DagModel, holdNextRun, listDueDags, type NextDagRun, setNextRun } from '../db/dag.ts'
import { countUnfinishedRuns } from '../db/dag-run.ts'
import { nextRunAfter, planNextRun } from '../db/next-run.ts'
import { findSerializedDag, type StoredDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import { DagRunAlreadyExists } from '../model/errors.ts'
import type { DagRun } from '../model/keys.ts'

/** How many DAGs get a run in one transaction ([scheduler] max_dagruns_to_create_per_loop). */
export interface CreationLimits {
  readonly maxDagruns: number
  readonly jobId: number
}

/** Creates the run of every DAG that is due, and plans the one after it. Runs wait as `queued`. */
export async function createDueRuns(db: Db, nowMs: number, limits: CreationLimits): Promise<DagRun[]> {
  const runs: DagRun[] = []
  for (const model of await listDueDags(db, nowMs, limits.maxDagruns)) {
    const run = await createDueRun(db, model, { nowMs, jobId: limits.jobId })
    if (run !== null) runs.push(run)
  }
  return runs
}

async function createDueRun(db: Db, model: DagModel, at: { nowMs: number; jobId: number }): Promise<DagRun | null> {
  const dag = await findSerializedDag(db, model.dagId)
  if (dag === null) {
    await setNextRun(db, model.dagId, null)
    return null
  }
  const due = await planNextRun(db, dag.spec, at.nowMs)
  if (due === null || due.createAfterMs > at.nowMs) {
    await setNextRun(db, model.dagId, due)
    return null
  }
  if ((await countUnfinishedRuns(db, model.dagId)) >= dag.spec.maxActiveRuns) {
    await holdNextRun(db, model.dagId)
    return null
  }
  return createAndPlan(db, dag, { due, ...at })
}

/** A run of that date can exist already, made by hand; then only the plan moves on, past it. */
async function createAndPlan(
  db: Db,
  dag: StoredDag,
  at: { due: NextDagRun; nowMs: number; jobId: number },
): Promise<DagRun | null> {
  const run = await createDagRun(db, dag, {
    runType: 'scheduled',
    logicalDateMs: at.due.logicalDateMs,
    interval: at.due.interval,
    nowMs: at.nowMs,
    creatingJobId: at.jobId,
  }).catch(error => {
    if (error instanceof DagRunAlreadyExists) return null
    throw error
  })
  await setNextRun(db, dag.spec.dagId, nextRunAfter(dag.spec, at.due.interval, at.nowMs))
  return run
}

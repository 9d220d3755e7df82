import { createDagRun } from '../db/create-dag-run.ts'
import { holdNextRun, lockDueDags, type NextDagRun, setNextRun } from '../db/dag.ts'
import { countUnfinishedRuns } from '../db/dag-run.ts'
import { nextRunAfter, planNextRun } from '../db/next-run.ts'
import { lockFreeDags } from '../db/run-lock.ts'
import type { Db } from '../db/tables.ts'
import type { DagSpec } from '../model/dag.ts'
import { DagRunAlreadyExists } from '../model/errors.ts'
import type { DagRun } from '../model/keys.ts'
import type { CachedDag, DagCache } from './dag-cache.ts'

export interface Creation {
  readonly nowMs: number
  readonly jobId: number
  /** How many DAGs get a run in one transaction ([scheduler] max_dagruns_to_create_per_loop). */
  readonly maxDagruns: number
  /** DAGs that waited for the end of a run, as they were found before this transaction. */
  readonly heldDagIds: readonly string[]
}

/**
 * Creates the run of every DAG that is due, and plans the one after it. Runs wait as `queued`. DAGs that another scheduler
 * is at are left to it.
 */
export async function createDueRuns(db: Db, dags: DagCache, creation: Creation): Promise<DagRun[]> {
  for (const dagId of await lockFreeDags(db, creation.heldDagIds))
    await releaseHeldDag(db, await dags.get(db, dagId), creation.nowMs)
  const runs: DagRun[] = []
  for (const { dagId } of await lockDueDags(db, creation.nowMs, creation.maxDagruns)) {
    const dag = await dags.get(db, dagId)
    if (dag === null) await setNextRun(db, dagId, null)
    else runs.push(...(await createDueRun(db, dag, creation)))
  }
  return runs
}

/** However the runs that held it back ended: by the scheduler, by hand, or deleted. */
async function releaseHeldDag(db: Db, dag: CachedDag | null, nowMs: number): Promise<void> {
  if (dag === null || (await isFull(db, dag.graph.dag))) return
  await setNextRun(db, dag.graph.dag.dagId, await planNextRun(db, dag.graph.dag, nowMs))
}

const isFull = async (db: Db, dag: DagSpec): Promise<boolean> =>
  (await countUnfinishedRuns(db, dag.dagId)) >= dag.maxActiveRuns

/** A run of that date can exist already, made by hand; then the one after it is due. */
async function createDueRun(db: Db, dag: CachedDag, creation: Creation): Promise<DagRun[]> {
  const { nowMs } = creation
  const spec = dag.graph.dag
  let due = await planNextRun(db, spec, nowMs)
  while (due !== null && due.createAfterMs <= nowMs) {
    if (await isFull(db, spec)) {
      await holdNextRun(db, spec.dagId)
      return []
    }
    const run = await createRun(db, dag, { ...creation, due })
    const next = nextRunAfter(spec, due.interval, nowMs)
    // With @continuous the next date can be this very instant; then time has to pass first.
    if (run !== null || next?.logicalDateMs === due.logicalDateMs) {
      await setNextRun(db, spec.dagId, next)
      return run === null ? [] : [run]
    }
    due = next
  }
  await setNextRun(db, spec.dagId, due)
  return []
}

function createRun(db: Db, dag: CachedDag, creation: Creation & { readonly due: NextDagRun }): Promise<DagRun | null> {
  const { due, nowMs, jobId } = creation
  return createDagRun(
    db,
    { spec: dag.graph.dag, hash: dag.hash },
    {
      runType: 'scheduled',
      logicalDateMs: due.logicalDateMs,
      interval: due.interval,
      nowMs,
      creatingJobId: jobId,
    },
  ).catch(error => {
    if (error instanceof DagRunAlreadyExists) return null
    throw error
  })
}

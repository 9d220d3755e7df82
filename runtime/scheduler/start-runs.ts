import { countRunningRuns, startRuns } from '../db/dag-run.ts'
import { lockFreeDags } from '../db/run-lock.ts'
import type { Db } from '../db/tables.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { Clock } from '../service/clock.ts'
import type { CachedDag, DagCache } from './dag-cache.ts'

export interface Started {
  readonly started: readonly DagRunKey[]
  /** Another scheduler is at some of the DAGs: they are to be looked at again. */
  readonly isIncomplete: boolean
}

/** Starts queued runs, in the order given, while their DAG runs fewer than max_active_runs. */
export async function startQueuedRuns(
  db: Db,
  queued: readonly DagRunKey[],
  parts: { readonly dags: DagCache; readonly clock: Clock },
): Promise<Started> {
  const dagIds = [...new Set(queued.map(run => run.dagId))]
  const free = await lockFreeDags(db, dagIds)
  const dags = await parts.dags.all(db, free)
  // Counted after the lock: what another scheduler started before it counts, too.
  const running = await countRunningRuns(db, free)
  const started = await startRuns(db, pickStartable(queued, dags, running), parts.clock())
  return { started, isIncomplete: free.length < dagIds.length }
}

function pickStartable(
  queued: readonly DagRunKey[],
  dags: ReadonlyMap<string, CachedDag>,
  running: ReadonlyMap<string, number>,
): DagRunKey[] {
  const counts = new Map(running)
  return queued.filter(({ dagId }) => {
    const dag = dags.get(dagId)
    const count = counts.get(dagId) ?? 0
    if (dag === undefined || count >= dag.graph.dag.maxActiveRuns) return false
    counts.set(dagId, count + 1)
    return true
  })
}

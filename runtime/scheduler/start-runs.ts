import { changeRunState, countRunningRuns, listQueuedRuns } from '../db/dag-run.ts'
import type { Db } from '../db/tables.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { DagCache } from './dag-cache.ts'

/** Starts queued runs, oldest first, while their DAG runs fewer than max_active_runs. */
export async function startQueuedRuns(db: Db, dags: DagCache, nowMs: number): Promise<DagRunKey[]> {
  const started: DagRunKey[] = []
  const running = new Map<string, number>()
  for (const run of await listQueuedRuns(db)) {
    const dag = await dags.get(db, run.dagId)
    if (dag === null) continue
    const count = running.get(run.dagId) ?? (await countRunningRuns(db, run.dagId))
    running.set(run.dagId, count)
    if (count >= dag.graph.dag.maxActiveRuns) continue
    if (!(await changeRunState(db, run, { from: ['queued'], to: 'running', atMs: nowMs }))) continue
    running.set(run.dagId, count + 1)
    started.push(run)
  }
  return started
}

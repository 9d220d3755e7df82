import { setPaused } from '../db/dag.ts'
import type { Database } from '../db/database.ts'
import type { DagSpec } from '../model/dag.ts'
import type { DagRunState } from '../model/states.ts'
import type { Log } from '../service/log.ts'

/** max_consecutive_failed_dag_runs: a DAG whose last N runs all failed is paused (Airflow 2.9). */
export async function autoPause(
  parts: { readonly database: Database; readonly log: Log },
  dag: DagSpec,
  lastStates: (limit: number) => Promise<DagRunState[]>,
): Promise<void> {
  const limit = dag.maxConsecutiveFailedDagRuns
  if (limit <= 0) return
  const states = await lastStates(limit)
  if (states.length < limit || states.some(state => state !== 'failed')) return
  await setPaused(parts.database.kysely, dag.dagId, true)
  parts.log.warn('dag_auto_paused', { dagId: dag.dagId, failures: limit })
}

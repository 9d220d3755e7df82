import { setPaused } from '../db/dag.ts'
import { lastRunStates } from '../db/dag-run.ts'
import type { Db } from '../db/tables.ts'
import type { DagSpec } from '../model/dag.ts'

/** max_consecutive_failed_dag_runs: pauses a DAG whose last N runs all failed (Airflow 2.9); @returns whether it did */
export async function autoPause(db: Db, dag: DagSpec): Promise<boolean> {
  const limit = dag.maxConsecutiveFailedDagRuns
  if (limit <= 0) return false
  const states = await lastRunStates(db, dag.dagId, limit)
  if (states.length < limit || states.some(state => state !== 'failed')) return false
  await setPaused(db, dag.dagId, true)
  return true
}

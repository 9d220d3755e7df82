import type { RunSummary } from '../../db/dag-overview.ts'
import type { GridRun } from './contract/dag.ts'

/** A run as the views of a DAG draw it. */
export const gridRun = (run: RunSummary): GridRun => ({
  runId: run.runId,
  state: run.state,
  runType: run.runType,
  logicalDateMs: run.logicalDateMs,
  queuedMs: run.queuedAtMs,
  startMs: run.startDateMs,
  endMs: run.endDateMs,
})

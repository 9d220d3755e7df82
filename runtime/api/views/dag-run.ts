import type { ListedDagRun } from '../../db/dag-run-list.ts'
import { iso } from './schedule.ts'

/** Airflow's DAGRun. */
export const dagRunView = (run: ListedDagRun) => ({
  dag_run_id: run.runId,
  dag_id: run.dagId,
  logical_date: iso(run.logicalDateMs),
  execution_date: iso(run.logicalDateMs),
  start_date: iso(run.startDateMs),
  end_date: iso(run.endDateMs),
  data_interval_start: iso(run.dataIntervalStartMs),
  data_interval_end: iso(run.dataIntervalEndMs),
  last_scheduling_decision: iso(run.lastSchedulingDecisionMs),
  run_type: run.runType,
  state: run.state,
  external_trigger: run.externalTrigger,
  conf: run.conf,
  note: run.note,
})

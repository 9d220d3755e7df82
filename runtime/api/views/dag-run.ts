import type { ListedDagRun } from '../../db/dag-run-list.ts'
import { iso } from './schedule.ts'
import { BOOLEAN, collection, INTEGER, listOf, nullable, object, RECORD, type Shape, TEXT, TIME } from './shape.ts'

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

const DAG_RUN_STATE: Shape = { type: 'string', enum: ['queued', 'running', 'success', 'failed'] }

export const DAG_RUN_SHAPE = object({
  dag_run_id: TEXT,
  dag_id: TEXT,
  logical_date: TIME,
  execution_date: TIME,
  start_date: nullable(TIME),
  end_date: nullable(TIME),
  data_interval_start: nullable(TIME),
  data_interval_end: nullable(TIME),
  last_scheduling_decision: nullable(TIME),
  run_type: { type: 'string', enum: ['backfill', 'manual', 'scheduled', 'dataset_triggered'] },
  state: DAG_RUN_STATE,
  external_trigger: BOOLEAN,
  conf: RECORD,
  note: nullable(TEXT),
})

export const DAG_RUNS_SHAPE = collection('dag_runs', DAG_RUN_SHAPE)

export const DAG_STATS_SHAPE = collection(
  'dags',
  object({ dag_id: TEXT, stats: listOf(object({ state: DAG_RUN_STATE, count: INTEGER })) }),
)

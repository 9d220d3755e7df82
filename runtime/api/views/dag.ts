import type { ListedDag } from '../../db/dag-list.ts'
import type { DagSpec } from '../../model/dag.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { FileTokens } from '../file-tokens.ts'
import { iso, SCHEDULE_SHAPE, scheduleInterval, TIME_DELTA_SHAPE, timeDelta } from './schedule.ts'
import {
  BOOLEAN,
  collection,
  INTEGER,
  listOf,
  NOTHING,
  nullable,
  object,
  partial,
  RECORD,
  TEXT,
  TIME,
} from './shape.ts'

/** Airflow's DAG; fields of things that Airflow has left behind are null. */
export function dagView(dag: ListedDag, tokens: FileTokens) {
  return {
    dag_id: dag.dagId,
    dag_display_name: dag.dagDisplayName,
    root_dag_id: null,
    is_paused: dag.isPaused,
    is_active: dag.isActive,
    is_subdag: false,
    last_parsed_time: iso(dag.lastParsedMs),
    last_pickled: null,
    last_expired: null,
    scheduler_lock: null,
    pickle_id: null,
    default_view: dag.defaultView,
    fileloc: dag.fileloc,
    file_token: tokens.sign(dag.fileloc),
    owners: dag.owners,
    description: dag.description,
    schedule_interval: scheduleInterval(dag.scheduleInterval),
    timetable_description: dag.timetableDescription,
    tags: dag.tags.map(name => ({ name })),
    max_active_tasks: dag.maxActiveTasks,
    max_active_runs: dag.maxActiveRuns,
    max_consecutive_failed_dag_runs: dag.maxConsecutiveFailedDagRuns,
    has_task_concurrency_limits: dag.hasTaskConcurrencyLimits,
    has_import_errors: dag.hasImportErrors,
    next_dagrun: iso(dag.next.logicalDateMs),
    next_dagrun_data_interval_start: iso(dag.next.intervalStartMs),
    next_dagrun_data_interval_end: iso(dag.next.intervalEndMs),
    next_dagrun_create_after: iso(dag.next.createAfterMs),
  }
}

/** Airflow's DAGDetail. */
export function dagDetailView(dag: ListedDag, spec: DagSpec, tokens: FileTokens) {
  return {
    ...dagView(dag, tokens),
    timezone: spec.timezone,
    catchup: spec.catchup,
    orientation: 'LR',
    concurrency: spec.maxActiveTasks,
    start_date: iso(spec.startDateMs),
    end_date: iso(spec.endDateMs),
    dag_run_timeout: timeDelta(spec.dagrunTimeoutMs),
    dataset_expression: null,
    doc_md: spec.docMd,
    params: paramsView(spec.params),
    is_paused_upon_creation: spec.isPausedUponCreation,
    last_parsed: iso(dag.lastParsedMs),
    template_search_path: null,
    render_template_as_native_obj: spec.renderTemplateAsNativeObj,
  }
}

/** Airflow's ParamSchema, by name. */
export const paramsView = (params: Readonly<Record<string, JsonValue>>) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      { __class: 'airflow.models.param.Param', value, description: null, schema: {} },
    ]),
  )

const DAG_FIELDS = {
  dag_id: TEXT,
  dag_display_name: TEXT,
  root_dag_id: NOTHING,
  is_paused: BOOLEAN,
  is_active: BOOLEAN,
  is_subdag: BOOLEAN,
  last_parsed_time: nullable(TIME),
  last_pickled: NOTHING,
  last_expired: NOTHING,
  scheduler_lock: NOTHING,
  pickle_id: NOTHING,
  default_view: nullable(TEXT),
  fileloc: TEXT,
  file_token: TEXT,
  owners: listOf(TEXT),
  description: nullable(TEXT),
  schedule_interval: nullable(SCHEDULE_SHAPE),
  timetable_description: nullable(TEXT),
  tags: listOf(object({ name: TEXT })),
  max_active_tasks: INTEGER,
  max_active_runs: nullable(INTEGER),
  max_consecutive_failed_dag_runs: INTEGER,
  has_task_concurrency_limits: BOOLEAN,
  has_import_errors: BOOLEAN,
  next_dagrun: nullable(TIME),
  next_dagrun_data_interval_start: nullable(TIME),
  next_dagrun_data_interval_end: nullable(TIME),
  next_dagrun_create_after: nullable(TIME),
}

export const DAG_SHAPE = object(DAG_FIELDS)

export const DAGS_SHAPE = collection('dags', partial(DAG_SHAPE))

export const DAG_DETAIL_SHAPE = object({
  ...DAG_FIELDS,
  timezone: TEXT,
  catchup: BOOLEAN,
  orientation: TEXT,
  concurrency: INTEGER,
  start_date: nullable(TIME),
  end_date: nullable(TIME),
  dag_run_timeout: nullable(TIME_DELTA_SHAPE),
  dataset_expression: NOTHING,
  doc_md: nullable(TEXT),
  params: RECORD,
  is_paused_upon_creation: nullable(BOOLEAN),
  last_parsed: nullable(TIME),
  template_search_path: NOTHING,
  render_template_as_native_obj: BOOLEAN,
})

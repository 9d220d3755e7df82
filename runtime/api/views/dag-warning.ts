import type { DagWarning } from '../../db/dag-warning.ts'
import { iso } from './schedule.ts'
import { collection, object, TEXT, TIME } from './shape.ts'

/** Airflow's DagWarning. */
export const dagWarningView = (warning: DagWarning) => ({
  dag_id: warning.dagId,
  warning_type: warning.warningType,
  message: warning.message,
  timestamp: iso(warning.timestampMs),
})

export const DAG_WARNINGS_SHAPE = collection(
  'dag_warnings',
  object({ dag_id: TEXT, warning_type: TEXT, message: TEXT, timestamp: TIME }),
)

import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { renderTemplate } from '../jinja/render.ts'
import type { TaskInstanceKey } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'

/** Which attempt's log is meant. */
export interface LogKey extends TaskInstanceKey {
  readonly tryNumber: number
  readonly logicalDateMs: number
}

/** Where the log of an attempt is, by [logging] base_log_folder and log_filename_template (Jinja, as in Airflow). */
export function attemptLogPath(config: Config, key: LogKey): string {
  const template = config.string('logging', 'log_filename_template')
  return join(
    config.string('logging', 'base_log_folder'),
    template === AIRFLOW_TEMPLATE ? airflowPath(key) : renderedPath(template, key),
  )
}

const AIRFLOW_TEMPLATE =
  'dag_id={{ ti.dag_id }}/run_id={{ ti.run_id }}/task_id={{ ti.task_id }}/{% if ti.map_index >= 0 %}map_index={{ ti.map_index }}/{% endif %}attempt={{ try_number }}.log'

/** Airflow's own template, written out: it is rendered for every attempt. */
function airflowPath(key: LogKey): string {
  const mapped = key.mapIndex >= 0 ? `map_index=${key.mapIndex}/` : ''
  return `dag_id=${key.dagId}/run_id=${key.runId}/task_id=${key.taskId}/${mapped}attempt=${key.tryNumber}.log`
}

function renderedPath(template: string, key: LogKey): string {
  const date = isoFormat(key.logicalDateMs)
  return renderTemplate(template, {
    ti: {
      dag_id: key.dagId,
      run_id: key.runId,
      task_id: key.taskId,
      map_index: key.mapIndex,
      try_number: key.tryNumber,
    },
    dag_run: { run_id: key.runId },
    try_number: key.tryNumber,
    ts: date,
    execution_date: date,
    logical_date: date,
  })
}

import type { AttemptRequest } from '../model/attempt.ts'
import type { JsonValue } from '../model/keys.ts'

/** What a task's params are: the DAG's, then the task's own, then the run's conf (Airflow: dag_run_conf_overrides_params). */
export function paramsOf(request: AttemptRequest, confOverrides: boolean): Readonly<Record<string, JsonValue>> {
  return { ...request.dag.params, ...request.task.params, ...(confOverrides ? request.run.conf : {}) }
}

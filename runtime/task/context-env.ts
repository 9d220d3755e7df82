import type { AttemptRequest } from '../model/attempt.ts'
import { isoFormat } from '../model/time.ts'
import type { AttemptParts } from './attempt-parts.ts'

/** What Airflow exports to every task, and the marks by which a left-over process is known. */
export function contextEnv(parts: Pick<AttemptParts, 'settings'>, request: AttemptRequest): NodeJS.ProcessEnv {
  return {
    AIRFLOW_CTX_DAG_OWNER: request.task.owner,
    AIRFLOW_CTX_DAG_ID: request.dagId,
    AIRFLOW_CTX_TASK_ID: request.taskId,
    AIRFLOW_CTX_EXECUTION_DATE: isoFormat(request.run.logicalDateMs),
    AIRFLOW_CTX_TRY_NUMBER: String(request.tryNumber),
    AIRFLOW_CTX_DAG_RUN_ID: request.runId,
    SLIPSTREAM_ATTEMPT: request.token,
    SLIPSTREAM_WORKER: parts.settings.env['SLIPSTREAM_WORKER'],
  }
}

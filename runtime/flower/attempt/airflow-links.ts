import type { AttemptName } from './attempt-of-args.ts'

export interface AirflowLinks {
  readonly dag: string
  readonly run: string
  readonly task: string
  readonly log: string
}

/** Where Airflow 2.10's web app shows the attempt's DAG, run, task and log. */
export function airflowLinks(baseUrl: string, { dagId, runId, taskId, mapIndex }: AttemptName): AirflowLinks {
  const dag = `${baseUrl.replace(/\/+$/, '')}/dags/${encodeURIComponent(dagId)}/grid`
  const run = { dag_run_id: runId }
  const task = { ...run, task_id: taskId, ...(mapIndex < 0 ? {} : { map_index: String(mapIndex) }) }
  return {
    dag,
    run: `${dag}?${new URLSearchParams(run)}`,
    task: `${dag}?${new URLSearchParams(task)}`,
    log: `${dag}?${new URLSearchParams({ ...task, tab: 'logs' })}`,
  }
}

/** Airflow's DAGRun, as far as pages show it. */
export interface DagRun {
  readonly dag_run_id: string
  readonly dag_id: string
  readonly state: string
  readonly run_type: string
  readonly logical_date: string
  readonly start_date: string | null
  readonly end_date: string | null
  readonly data_interval_start: string | null
  readonly data_interval_end: string | null
  readonly conf: Readonly<Record<string, unknown>>
  readonly note: string | null
}

/** An instant of the API in milliseconds. */
export const msOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))

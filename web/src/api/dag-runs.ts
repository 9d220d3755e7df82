import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get, path } from './client.ts'

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

export interface DagRunPage {
  readonly dag_runs: readonly DagRun[]
  readonly total_entries: number
}

export const runQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'run', runId],
    queryFn: ({ signal }) => get<DagRun>(path`/api/v1/dags/${dagId}/dagRuns/${runId}`, signal),
  })

/** An instant of the API in milliseconds. */
export const msOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))

interface RunFilter {
  /** Null for all DAGs. */
  readonly dagId: string | null
  readonly state: string | null
  readonly offset: number
  readonly limit: number
}

/** The newest run first. */
export function runsQuery({ dagId, state, offset, limit }: RunFilter) {
  const query = new URLSearchParams({ order_by: '-execution_date', limit: String(limit), offset: String(offset) })
  if (state !== null) query.set('state', state)
  return queryOptions({
    queryKey: dagId === null ? ['browse', 'runs', query.toString()] : ['dag', dagId, 'runs', query.toString()],
    queryFn: ({ signal }) => get<DagRunPage>(`${path`/api/v1/dags/${dagId ?? '~'}/dagRuns`}?${query}`, signal),
    placeholderData: keepPreviousData,
  })
}

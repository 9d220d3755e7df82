import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/client.ts'

/** Airflow's ImportError. */
export interface ImportError {
  readonly import_error_id: number
  readonly timestamp: string
  readonly filename: string
  readonly stack_trace: string
}

interface ImportErrors {
  readonly import_errors: readonly ImportError[]
  readonly total_entries: number
}

/** Of the files whose DAGs the user may read. */
export const importErrorsQuery = (query: string) =>
  queryOptions({
    queryKey: ['import-errors', query],
    queryFn: ({ signal }) => get<ImportErrors>(`/api/v1/importErrors?${query}`, signal),
  })

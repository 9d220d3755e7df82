import { queryOptions } from '@tanstack/react-query'
import type { RunList } from '../../../../runtime/api/ui/contract/browse.ts'
import { get, path } from '../../api/client.ts'
import { readListAddress } from '../../list/list-search.ts'

export const RUN_FILTERS = ['search', 'dag', 'state', 'type', 'from', 'to'] as const

export const readRunAddress = readListAddress(RUN_FILTERS)

/** @param dagId null for all DAGs */
export const runListQuery = (dagId: string | null, query: string) =>
  queryOptions({
    queryKey: dagId === null ? ['browse', 'runs', query] : ['dag', dagId, 'runs', query],
    queryFn: ({ signal }) => get<RunList>(`/ui/runs?${query}${dagId === null ? '' : path`&dag_id=${dagId}`}`, signal),
  })

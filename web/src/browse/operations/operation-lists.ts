import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/client.ts'
import { readListAddress } from '../../list/list-search.ts'

export const JOB_FILTERS = ['search', 'state', 'type'] as const

export const readJobAddress = readListAddress(JOB_FILTERS)

/** Nothing tells of a heartbeat, so the page asks now and then. */
const REFETCH_MS = 10_000

/** A list of `/ui/NAME`. */
export const operationsQuery = <List>(name: 'jobs' | 'reschedules' | 'sla-misses', query: string) =>
  queryOptions({
    queryKey: ['browse', name, query],
    queryFn: ({ signal }) => get<List>(`/ui/${name}?${query}`, signal),
    refetchInterval: REFETCH_MS,
  })

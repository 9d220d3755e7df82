import { queryOptions } from '@tanstack/react-query'
import type { DatasetEvents, DatasetList } from '../../../../runtime/api/ui/contract/datasets.ts'
import { get, path } from '../../api/client.ts'
import { readListAddress } from '../../list/list-search.ts'

/** Narrow the list; the address has also the dataset that is looked at, and whether one looks at the graph. */
export const DATASET_FILTERS = ['search'] as const

export const readDatasetAddress = readListAddress([...DATASET_FILTERS, 'uri', 'view'])

/** Events of datasets are heard of when they make a run; others are found this late. */
const REFETCH_MS = 15_000
const MOST_EVENTS = 25

export const datasetsQuery = (query: string) =>
  queryOptions({
    queryKey: ['browse', 'datasets', query],
    queryFn: ({ signal }) => get<DatasetList>(`/ui/datasets?${query}`, signal),
    refetchInterval: REFETCH_MS,
  })

export const datasetEventsQuery = (uri: string) =>
  queryOptions({
    queryKey: ['browse', 'dataset-events', uri],
    queryFn: ({ signal }) => get<DatasetEvents>(path`/ui/dataset-events?limit=${MOST_EVENTS}&uri=${uri}`, signal),
    refetchInterval: REFETCH_MS,
  })

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ClusterPage } from '../../../runtime/api/ui/contract/cluster.ts'
import { get, path, send } from '../api/client.ts'

/** Loads, memory and depths move by themselves, and nobody says so. */
const REFETCH_MS = 5000

export const clusterQuery = queryOptions({
  queryKey: ['cluster'],
  queryFn: ({ signal }) => get<ClusterPage>('/ui/cluster', signal),
  refetchInterval: REFETCH_MS,
})

/** Has a worker take nothing new, or take from its queues again. */
export function useChangeWorker(worker: string, onDone: () => void = () => undefined) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: 'drain' | 'resume') => send('POST', path`/api/v1/workers/${worker}/${change}`),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: clusterQuery.queryKey }),
  })
}

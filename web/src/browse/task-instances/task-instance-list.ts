import { queryOptions } from '@tanstack/react-query'
import type { TaskInstanceList } from '../../../../runtime/api/ui/contract/browse.ts'
import { get } from '../../api/client.ts'
import { readListAddress } from '../../list/list-search.ts'

export const TASK_INSTANCE_FILTERS = [
  'search',
  'state',
  'dag',
  'task',
  'run',
  'from',
  'to',
  'operator',
  'pool',
  'queue',
  'hostname',
] as const

export const readTaskInstanceAddress = readListAddress(TASK_INSTANCE_FILTERS)

export const taskInstanceListQuery = (query: string) =>
  queryOptions({
    queryKey: ['browse', 'task-instances', query],
    queryFn: ({ signal }) => get<TaskInstanceList>(`/ui/task-instances?${query}`, signal),
  })

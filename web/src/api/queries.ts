import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { DagGrid, DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import type { DagList } from '../../../runtime/api/ui/contract/dag-list.ts'
import type { DagGantt } from '../../../runtime/api/ui/contract/gantt.ts'
import type { RunPanel } from '../../../runtime/api/ui/contract/run.ts'
import type { TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { get, path } from './client.ts'

/** What the server's events cannot tell, such as a changed clock of a node, is found this late. */
export const SLOW_MS = 30_000

export const dagListQuery = (search: string) =>
  queryOptions({
    queryKey: ['dags', search],
    queryFn: ({ signal }) => get<DagList>(`/ui/dags?${search}`, signal),
    refetchInterval: SLOW_MS,
  })

export const dagQuery = (dagId: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'page'],
    queryFn: ({ signal }) => get<DagPage>(path`/ui/dags/${dagId}`, signal),
  })

/** So many runs a grid shows before somebody asks for more; whoever asks for as many shares the answer. */
export const FIRST_RUNS = 25

export const gridQuery = (dagId: string, runs: number) =>
  queryOptions({
    queryKey: ['dag', dagId, 'grid', runs],
    queryFn: ({ signal }) => get<DagGrid>(path`/ui/dags/${dagId}/grid?runs=${runs}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: SLOW_MS,
  })

export const ganttQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'gantt', runId],
    queryFn: ({ signal }) => get<DagGantt>(path`/ui/dags/${dagId}/runs/${runId}/gantt`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: SLOW_MS,
  })

export interface TaskInstancePlace {
  readonly dagId: string
  readonly runId: string
  readonly taskId: string
  /** Of a mapped task; absent where nobody has chosen. */
  readonly mapIndex?: number | undefined
}

export const runPanelQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'run', runId],
    queryFn: ({ signal }) => get<RunPanel>(path`/ui/dags/${dagId}/runs/${runId}`, signal),
  })

export const taskQuery = ({ dagId, runId, taskId, mapIndex }: TaskInstancePlace) =>
  queryOptions({
    queryKey: ['dag', dagId, 'task', runId, taskId, mapIndex],
    queryFn: ({ signal }) => {
      const address = path`/ui/dags/${dagId}/runs/${runId}/tasks/${taskId}`
      return get<TaskPanel>(mapIndex === undefined ? address : `${address}?map_index=${mapIndex}`, signal)
    },
  })

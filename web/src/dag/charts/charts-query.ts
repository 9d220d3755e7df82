import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { DagCharts } from '../../../../runtime/api/ui/contract/charts.ts'
import { get, path } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'

export const CHARTS = ['durations', 'tries', 'landing'] as const
export type ChartName = (typeof CHARTS)[number]

/** The search part of the address of a DAG's charts; the task is that of the selection. */
interface ChartsAddress {
  /** The durations where it is absent. */
  readonly chart?: ChartName | undefined
}

export const readChartsAddress = ({ chart }: Readonly<Record<string, unknown>>): ChartsAddress => ({
  chart: CHARTS.find(one => one === chart),
})

/** @param taskId of a run itself where it is undefined */
export const chartsQuery = (dagId: string, runs: number, taskId: string | undefined) =>
  queryOptions({
    queryKey: ['dag', dagId, 'charts', runs, taskId],
    queryFn: ({ signal }) => {
      const address = path`/ui/dags/${dagId}/charts?runs=${runs}`
      return get<DagCharts>(taskId === undefined ? address : `${address}${path`&task=${taskId}`}`, signal)
    },
    placeholderData: keepPreviousData,
    refetchInterval: SLOW_MS,
  })

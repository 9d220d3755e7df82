import { queryOptions } from '@tanstack/react-query'
import { type HomePage, PERIODS, type Period } from '../../../runtime/api/ui/contract/home.ts'
import { get } from '../api/client.ts'

/** Heartbeats move by themselves, and nobody says so. */
const REFETCH_MS = 10_000

export const homeQuery = (period: Period) =>
  queryOptions({
    queryKey: ['home', period],
    queryFn: ({ signal }) => get<HomePage>(`/ui/home?period=${period}`, signal),
    refetchInterval: REFETCH_MS,
  })

/** What of the home page stands in its address. */
export interface HomeSearch {
  readonly period?: Period | undefined
}

export const readHomeSearch = (given: Readonly<Record<string, unknown>>): HomeSearch => ({
  period: PERIODS.find(period => period === given['period']),
})

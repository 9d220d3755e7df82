import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { DagCalendar } from '../../../../runtime/api/ui/contract/calendar.ts'
import { get, path } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'

/** The search part of a calendar's address. */
interface CalendarAddress {
  /** The present one where it is absent. */
  readonly year?: number | undefined
}

export const readCalendarAddress = ({ year }: Readonly<Record<string, unknown>>): CalendarAddress => ({
  year: Number.isInteger(year) && Number(year) >= 1000 && Number(year) <= 9998 ? Number(year) : undefined,
})

export const calendarQuery = (dagId: string, year: number | undefined, zone: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'calendar', year, zone],
    queryFn: ({ signal }) => {
      const address = path`/ui/dags/${dagId}/calendar?zone=${zone}`
      return get<DagCalendar>(year === undefined ? address : `${address}&year=${year}`, signal)
    },
    placeholderData: keepPreviousData,
    refetchInterval: SLOW_MS,
  })

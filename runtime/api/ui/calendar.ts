import { countRunsByLogicalDate, findLogicalDateSpan, type RunsOfTime } from '../../db/run-calendar.ts'
import { checkTimezone, instantOfWall, offsetMs, UnknownTimezone } from '../../model/wall-clock.ts'
import { badRequest } from '../problem.ts'
import { type Route, route } from '../route.ts'
import type { CalendarDay, DagCalendar } from './contract/calendar.ts'
import { sumByState } from './sum-by-state.ts'

const HOUR_MS = 3_600_000
/** What a database can hold has four digits. */
const LAST_YEAR = 9998

export const calendarRoute: Route = route({
  method: 'GET',
  path: '/ui/dags/{dag_id}/calendar',
  operationId: 'ui_calendar',
  summary: 'The runs of a DAG in a year, counted by day and state',
  tag: 'Pages',
  access: ['can_read', 'DAG Runs'],
  query: {
    year: { type: 'integer', minimum: 1000, description: 'The present one unless given.' },
    zone: { type: 'string', default: 'UTC', description: 'The time zone whose days are meant.' },
  },
  handle: async ({ parts, params, query }): Promise<DagCalendar> => {
    const db = parts.database.kysely
    const zone = knownZone(query.zone)
    const present = yearOf(parts.clock(), zone)
    const year = knownYear(query.year ?? present)
    const starts = dayStarts(year, zone)
    const span = await findLogicalDateSpan(db, params.dag_id)
    const counts = await countRunsByLogicalDate(db, params.dag_id, {
      fromMs: starts[0] as number,
      toMs: starts.at(-1) as number,
      by: starts.every(ms => ms % HOUR_MS === 0) ? 'hour' : 'minute',
    })
    return {
      year,
      firstYear: span === null ? present : Math.min(present, yearOf(span.firstMs, zone)),
      lastYear: span === null ? present : Math.max(present, yearOf(span.lastMs, zone)),
      days: daysOf(year, starts, counts),
    }
  },
})

/** When each day of the year begins, and the first of the next year. */
function dayStarts(year: number, zone: string): number[] {
  const days = (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / (24 * HOUR_MS)
  return Array.from({ length: days + 1 }, (_, day) => instantOfWall(zone, Date.UTC(year, 0, day + 1)))
}

/** Days without runs are left out. */
function daysOf(year: number, starts: readonly number[], counts: readonly RunsOfTime[]): CalendarDay[] {
  const byDay = Map.groupBy(counts, ({ atMs }) => starts.findLastIndex(ms => ms <= atMs))
  return [...byDay]
    .sort(([one], [other]) => one - other)
    .map(([day, ofDay]) => ({
      date: new Date(Date.UTC(year, 0, day + 1)).toISOString().slice(0, 10),
      fromMs: starts[day] as number,
      toMs: starts[day + 1] as number,
      runs: sumByState(ofDay),
    }))
}

const yearOf = (ms: number, zone: string): number => new Date(ms + offsetMs(zone, ms)).getUTCFullYear()

function knownYear(year: number): number {
  if (year > LAST_YEAR) throw badRequest(`${year} is greater than the maximum of ${LAST_YEAR} - 'year'`)
  return year
}

function knownZone(zone: string): string {
  try {
    return checkTimezone(zone)
  } catch (error) {
    if (error instanceof UnknownTimezone) throw badRequest(error.message)
    throw error
  }
}

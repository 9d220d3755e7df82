import { addMonths, type DateFields, fieldsOf, localMsOf, MS_PER_DAY } from './calendar.ts'
import { localMs, type Moment } from './moment.ts'

/** The time between two moments in calendar units, as pendulum's Interval counts it; all of one sign. */
export interface Difference {
  readonly years: number
  readonly months: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

export function difference(start: Moment, end: Moment): Difference {
  const [from, to] = clocks(start, end)
  return from <= to ? forward(from, to) : negated(forward(to, from))
}

/** Days between the dates of two moments, cut towards zero. */
export function totalDays(start: Moment, end: Moment): number {
  const [from, to] = clocks(start, end)
  return Math.trunc((to - from) / MS_PER_DAY)
}

/** Moments of one zone compare by its clock, others in UTC. */
const clocks = (start: Moment, end: Moment): readonly [number, number] =>
  start.zone?.name === end.zone?.name ? [localMs(start), localMs(end)] : [start.ms, end.ms]

function forward(from: number, to: number): Difference {
  const start = fieldsOf(from)
  const months = wholeMonths(start, fieldsOf(to), to)
  const rest = to - localMsOf(addMonths(start, months))
  const seconds = Math.floor(rest / 1000)
  return {
    years: Math.floor(months / 12),
    months: months % 12,
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  }
}

function wholeMonths(start: DateFields, end: DateFields, endMs: number): number {
  const months = (end.year - start.year) * 12 + end.month - start.month
  return localMsOf(addMonths(start, months)) > endMs ? months - 1 : months
}

const minus = (value: number): number => (value === 0 ? 0 : -value)

const negated = ({ years, months, days, hours, minutes, seconds }: Difference): Difference => ({
  years: minus(years),
  months: minus(months),
  days: minus(days),
  hours: minus(hours),
  minutes: minus(minutes),
  seconds: minus(seconds),
})

import type { CronFields } from './fields.ts'

/** Which way a search for a tick goes in time. */
export type Direction = 'next' | 'prev'

const DAY_SECONDS = 86_400
// croniter gives up after this many years as well; `0 0 30 2 *` never comes.
const YEARS_SEARCHED = 50

/**
 * The first tick at `fromSecond` or beyond it in that direction, null where there is none within 50 years. Both are
 * wall-clock seconds, counted as if the clock on the wall showed UTC.
 */
export function wallTick(fields: CronFields, fromSecond: number, direction: Direction): number | null {
  const way = WAYS[direction]
  const firstDay = Math.floor(fromSecond / DAY_SECONDS)
  const firstYear = yearOf(firstDay)
  for (let day = firstDay; Math.abs(yearOf(day) - firstYear) <= YEARS_SEARCHED; day += way.step) {
    if (!isOnDay(fields, day)) continue
    const time = day === firstDay ? timeFrom(fields, fromSecond - day * DAY_SECONDS, way) : edgeTime(fields, way)
    if (time !== undefined) return day * DAY_SECONDS + time
  }
  return null
}

interface Way {
  readonly step: 1 | -1
  readonly nearest: (values: readonly number[], from: number) => number | undefined
  readonly edge: (values: readonly number[]) => number
}

const WAYS: Readonly<Record<Direction, Way>> = {
  next: {
    step: 1,
    nearest: (values, from) => values.find(value => value >= from),
    edge: values => values[0] as number,
  },
  prev: {
    step: -1,
    nearest: (values, from) => values.findLast(value => value <= from),
    edge: values => values[values.length - 1] as number,
  },
}

const yearOf = (day: number): number => new Date(day * DAY_SECONDS * 1000).getUTCFullYear()

function isOnDay(fields: CronFields, day: number): boolean {
  const date = new Date(day * DAY_SECONDS * 1000)
  if (!fields.months.includes(date.getUTCMonth() + 1)) return false
  if (fields.years !== null && !fields.years.includes(date.getUTCFullYear())) return false
  if (fields.nthWeekdays.length > 0) return isNthWeekday(fields, date) && (!fields.anyWeekday || isDay(fields, date))
  const isWeekday = fields.anyWeekday || fields.weekdays.includes(date.getUTCDay())
  if (fields.anyDay || fields.anyWeekday) return isWeekday && isDay(fields, date)
  return isWeekday || isDay(fields, date)
}

function isDay(fields: CronFields, date: Date): boolean {
  if (fields.anyDay || fields.days.includes(date.getUTCDate())) return true
  return fields.lastDay && date.getUTCDate() === daysInMonth(date)
}

function isNthWeekday(fields: CronFields, date: Date): boolean {
  const day = date.getUTCDate()
  return fields.nthWeekdays.some(({ weekday, nth }) => {
    if (weekday !== date.getUTCDay()) return false
    return nth === 'last' ? day + 7 > daysInMonth(date) : Math.ceil(day / 7) === nth
  })
}

const daysInMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

function timeFrom(fields: CronFields, from: number, way: Way): number | undefined {
  const hour = Math.floor(from / 3600)
  if (fields.hours.includes(hour)) {
    const time = timeInHour(fields, from - hour * 3600, way)
    if (time !== undefined) return hour * 3600 + time
  }
  const otherHour = way.nearest(fields.hours, hour + way.step)
  return otherHour === undefined
    ? undefined
    : otherHour * 3600 + way.edge(fields.minutes) * 60 + way.edge(fields.seconds)
}

function timeInHour(fields: CronFields, from: number, way: Way): number | undefined {
  const minute = Math.floor(from / 60)
  if (fields.minutes.includes(minute)) {
    const second = way.nearest(fields.seconds, from - minute * 60)
    if (second !== undefined) return minute * 60 + second
  }
  const otherMinute = way.nearest(fields.minutes, minute + way.step)
  return otherMinute === undefined ? undefined : otherMinute * 60 + way.edge(fields.seconds)
}

const edgeTime = (fields: CronFields, way: Way): number =>
  way.edge(fields.hours) * 3600 + way.edge(fields.minutes) * 60 + way.edge(fields.seconds)

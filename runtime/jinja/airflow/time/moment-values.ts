import { float } from '../../values/numbers.ts'
import { type DateFields, dayOfYear, daysInMonth, isLeapYear, isoWeek, quarter, weekday } from './calendar.ts'
import { type Moment, momentFields } from './moment.ts'

const FIELDS: Readonly<Record<string, (fields: DateFields) => number>> = {
  year: ({ year }) => year,
  month: ({ month }) => month,
  day: ({ day }) => day,
  hour: ({ hour }) => hour,
  minute: ({ minute }) => minute,
  second: ({ second }) => second,
  microsecond: ({ microsecond }) => microsecond,
  day_of_week: weekday,
  day_of_year: dayOfYear,
  week_of_year: fields => isoWeek(fields).week,
  week_of_month: weekOfMonth,
  quarter,
  days_in_month: ({ year, month }) => daysInMonth(year, month),
}

const VALUES: Readonly<Record<string, (moment: Moment) => unknown>> = {
  int_timestamp: ({ ms }) => Math.floor(ms / 1000),
  float_timestamp: ({ ms }) => float(ms / 1000),
  timezone_name: ({ zone }) => zone?.name ?? null,
  offset: ({ ms, zone }) => zone?.offsetSeconds(ms) ?? null,
  offset_hours: ({ ms, zone }) => (zone === null ? null : float(zone.offsetSeconds(ms) / 3600)),
}

/** The attributes of a DateTime that are values, pendulum's beside Python's; undefined for any other name. */
export function momentValue(name: string, moment: Moment): unknown {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name]?.(momentFields(moment))
  return Object.hasOwn(VALUES, name) ? VALUES[name]?.(moment) : undefined
}

export const isLeap = (moment: Moment): boolean => isLeapYear(momentFields(moment).year)

/** Weeks of a month begin on Monday. */
function weekOfMonth(fields: DateFields): number {
  return Math.ceil((fields.day + weekday({ ...fields, day: 1 })) / 7)
}

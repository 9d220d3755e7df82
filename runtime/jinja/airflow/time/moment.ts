import { TemplateValueError } from '../../errors.ts'
import { addMonths, type DateFields, daysInMonth, fieldsOf, localMsOf, MS_PER_DAY, weekday } from './calendar.ts'
import { offsetText, type Zone } from './zone.ts'

/** A point in time as a clock in a zone shows it; without a zone (Python: naive) `ms` is what the clock shows. */
export interface Moment {
  /** Milliseconds since the epoch; the fraction holds microseconds. */
  readonly ms: number
  readonly zone: Zone | null
}

export const localMs = ({ ms, zone }: Moment): number => (zone === null ? ms : ms + zone.offsetSeconds(ms) * 1000)

export const momentFields = (moment: Moment): DateFields => fieldsOf(localMs(moment))

export const fromFields = (fields: DateFields, zone: Zone | null): Moment => fromLocal(localMsOf(fields), zone)

const fromLocal = (local: number, zone: Zone | null): Moment => ({ ms: zone === null ? local : zone.toMs(local), zone })

/** `+02:00`, or nothing for a moment without a zone. */
export const offsetOf = ({ ms, zone }: Moment, separator = ':'): string =>
  zone === null ? '' : offsetText(zone.offsetSeconds(ms), separator)

export interface Shift {
  readonly years: number
  readonly months: number
  readonly weeks: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly microseconds: number
}

/** Years to days move the clock's date, the rest moves real time, as pendulum does across a change of the clock. */
export function shifted(moment: Moment, shift: Shift): Moment {
  const months = shift.years * 12 + shift.months
  const days = shift.weeks * 7 + shift.days
  const timeMs = (shift.hours * 3600 + shift.minutes * 60 + shift.seconds) * 1000 + shift.microseconds / 1000
  if (months === 0 && days === 0) return { ...moment, ms: moment.ms + timeMs }
  const date = localMsOf(addMonths(momentFields(moment), months)) + days * MS_PER_DAY
  return fromLocal(date + timeMs, moment.zone)
}

export type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year' | 'decade' | 'century'

const START: Readonly<Record<Exclude<Unit, 'week'>, (fields: DateFields) => Partial<DateFields>>> = {
  second: () => ({ microsecond: 0 }),
  minute: () => ({ second: 0, microsecond: 0 }),
  hour: () => ({ minute: 0, second: 0, microsecond: 0 }),
  day: () => MIDNIGHT,
  month: () => ({ day: 1, ...MIDNIGHT }),
  year: () => NEW_YEAR,
  decade: ({ year }) => ({ year: year - (year % 10), ...NEW_YEAR }),
  century: ({ year }) => ({ year: year - ((year - 1) % 100), ...NEW_YEAR }),
}

const END: Readonly<Record<Exclude<Unit, 'week'>, (fields: DateFields) => Partial<DateFields>>> = {
  second: () => ({ microsecond: 999_999 }),
  minute: () => ({ second: 59, microsecond: 999_999 }),
  hour: () => ({ minute: 59, second: 59, microsecond: 999_999 }),
  day: () => LAST_MOMENT,
  month: ({ year, month }) => ({ day: daysInMonth(year, month), ...LAST_MOMENT }),
  year: () => YEAR_END,
  decade: ({ year }) => ({ year: year - (year % 10) + 9, ...YEAR_END }),
  century: ({ year }) => ({ year: year - ((year - 1) % 100) + 99, ...YEAR_END }),
}

export const MIDNIGHT = { hour: 0, minute: 0, second: 0, microsecond: 0 }
const LAST_MOMENT = { hour: 23, minute: 59, second: 59, microsecond: 999_999 }
const NEW_YEAR = { month: 1, day: 1, ...MIDNIGHT }
const YEAR_END = { month: 12, day: 31, ...LAST_MOMENT }

/** Weeks begin on Monday. */
export function startOf(moment: Moment, unit: string): Moment {
  const fields = momentFields(moment)
  if (unit === 'week') return fromFields({ ...fields, day: fields.day - weekday(fields), ...MIDNIGHT }, moment.zone)
  return fromFields({ ...fields, ...modifier(START, unit)(fields) }, moment.zone)
}

export function endOf(moment: Moment, unit: string): Moment {
  const fields = momentFields(moment)
  if (unit === 'week')
    return fromFields({ ...fields, day: fields.day + 6 - weekday(fields), ...LAST_MOMENT }, moment.zone)
  return fromFields({ ...fields, ...modifier(END, unit)(fields) }, moment.zone)
}

function modifier<T>(table: Readonly<Record<string, T>>, unit: string): T {
  if (Object.hasOwn(table, unit)) return table[unit] as T
  throw new TemplateValueError(`Invalid unit "${unit}": use ${Object.keys(table).join(', ')} or week`)
}

/** Objects of templates that stand for a moment carry it under this key. */
export const MOMENT = Symbol('moment')

export const momentOf = (value: unknown): Moment | undefined =>
  typeof value === 'object' && value !== null && MOMENT in value ? (value[MOMENT] as Moment) : undefined

/** A date and time on a calendar and clock, without a zone. */
export interface DateFields {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

export const MS_PER_DAY = 86_400_000

/** Fields of milliseconds since 1970-01-01 00:00 on the same clock; the fraction holds microseconds. */
export function fieldsOf(localMs: number): DateFields {
  const { seconds, microseconds } = splitSeconds(localMs)
  const date = new Date(seconds * 1000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: microseconds,
  }
}

/** The other way round; a day or hour beyond its range carries over. */
export function localMsOf({ year, month, day, hour, minute, second, microsecond }: DateFields): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime() + (hour * 3600 + minute * 60 + second) * 1000 + microsecond / 1000
}

function splitSeconds(ms: number): { seconds: number; microseconds: number } {
  const whole = Math.floor(ms / 1000)
  const microseconds = Math.round((ms - whole * 1000) * 1000)
  return microseconds === 1_000_000 ? { seconds: whole + 1, microseconds: 0 } : { seconds: whole, microseconds }
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

export const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()

/** 1 to 366. */
export const dayOfYear = (fields: DateFields): number =>
  Math.round((midnight(fields) - midnight({ ...fields, month: 1, day: 1 })) / MS_PER_DAY) + 1

/** Monday is 0, as in Python. */
export const weekday = (fields: DateFields): number => (new Date(midnight(fields)).getUTCDay() + 6) % 7

export interface IsoWeek {
  readonly year: number
  readonly week: number
}

/** The week belongs to the year that holds its Thursday. */
export function isoWeek(fields: DateFields): IsoWeek {
  const thursday = fieldsOf(midnight(fields) + (3 - weekday(fields)) * MS_PER_DAY)
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

export const quarter = ({ month }: DateFields): number => Math.ceil(month / 3)

const midnight = (fields: DateFields): number => localMsOf({ ...fields, hour: 0, minute: 0, second: 0, microsecond: 0 })

/** Moves by months; a day that the month does not have becomes its last. */
export function addMonths(fields: DateFields, months: number): DateFields {
  const index = fields.year * 12 + fields.month - 1 + months
  const year = Math.floor(index / 12)
  const month = (((index % 12) + 12) % 12) + 1
  return { ...fields, year, month, day: Math.min(fields.day, daysInMonth(year, month)) }
}

export const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

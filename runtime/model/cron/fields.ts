import {
  DAY,
  HOUR,
  isFull,
  MINUTE,
  MONTH,
  type NthWeekday,
  readField,
  SECOND,
  sortedValues,
  WEEKDAY,
  YEAR,
} from './field.ts'
import { InvalidCron } from './invalid-cron.ts'

/** The times that a cron expression stands for, field by field; every list is sorted. */
export interface CronFields {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** The hour field is `*` or names every hour: Airflow then keeps elapsed time instead of wall-clock time. */
  readonly everyHour: boolean
  readonly days: readonly number[]
  readonly anyDay: boolean
  readonly lastDay: boolean
  readonly months: readonly number[]
  /** Sunday is 0. */
  readonly weekdays: readonly number[]
  readonly anyWeekday: boolean
  readonly nthWeekdays: readonly NthWeekday[]
  readonly years: readonly number[] | null
}

/** Reads five fields, or six with seconds last, or seven with the year after them. Throws InvalidCron. */
export function readFields(expression: string): CronFields {
  const texts = expression.trim() === '' ? [] : expression.toLowerCase().trim().split(/\s+/)
  if (texts.length < 5 || texts.length > 7) throw wrongCount(expression, texts.length)
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekdayText = '', secondText, yearText] = texts
  const hour = readField(HOUR, hourText, expression)
  const day = readField(DAY, dayText, expression)
  const weekday = readField(WEEKDAY, weekdayText, expression)
  const read = (rule: typeof HOUR, text: string) => sortedValues(readField(rule, text, expression), rule)
  return {
    minutes: read(MINUTE, minuteText),
    hours: sortedValues(hour, HOUR),
    everyHour: hour.star ? hour.values.size === 0 : isFull(hour, HOUR),
    days: sortedValues(day, DAY),
    // croniter takes a full list for "*" only beside a field with a "*": with "1-31" and "mon" it still means "either".
    anyDay: day.star || (isFull(day, DAY) && weekdayText.includes('*')),
    lastDay: day.last,
    months: read(MONTH, monthText),
    weekdays: sortedValues(weekday, WEEKDAY),
    anyWeekday: weekday.star || (isFull(weekday, WEEKDAY) && dayText.includes('*')),
    nthWeekdays: weekday.nth,
    seconds: secondText === undefined ? [0] : read(SECOND, secondText),
    years: yearText === undefined ? null : read(YEAR, yearText),
  }
}

function wrongCount(expression: string, count: number): InvalidCron {
  return new InvalidCron(
    expression,
    `expected 5 fields (minute, hour, day of month, month, day of week), or 6 with seconds last, got ${count}`,
  )
}

import { DAY_NAMES, MONTH_NAMES } from '../../../../model/calendar-names.ts'
import { type DateFields, dayOfYear, isoWeek, pad, weekday } from '../calendar.ts'
import { type Moment, momentFields, offsetOf } from '../moment.ts'
import { clockText, dateText } from './iso-text.ts'

/** Python's strftime() in the C locale; codes that it does not know stay as they are. */
export const strftime = (moment: Moment, format: string): string => {
  const fields = momentFields(moment)
  return format.replace(/%([-_0]?)([a-zA-Z%])/g, (whole: string, flag: string, code: string) => {
    const text = codeText(code, moment, fields)
    if (text === undefined) return whole
    return withFlag(text, flag)
  })
}

/** `%-d` drops leading zeros, `%_d` makes them spaces (GNU's additions). */
function withFlag(text: string, flag: string): string {
  if (flag === '-') return text.replace(/^0+(?=\d)/, '')
  return flag === '_' ? text.replace(/^0+(?=\d)/, zeros => ' '.repeat(zeros.length)) : text
}

const DATE_CODES: Readonly<Record<string, (fields: DateFields) => string>> = {
  Y: ({ year }) => String(year),
  y: ({ year }) => pad(year % 100),
  C: ({ year }) => pad(Math.floor(year / 100)),
  m: ({ month }) => pad(month),
  d: ({ day }) => pad(day),
  e: ({ day }) => String(day).padStart(2),
  j: fields => pad(dayOfYear(fields), 3),
  B: ({ month }) => MONTH_NAMES[month - 1] as string,
  b: ({ month }) => (MONTH_NAMES[month - 1] as string).slice(0, 3),
  h: ({ month }) => (MONTH_NAMES[month - 1] as string).slice(0, 3),
  A: fields => DAY_NAMES[weekday(fields)] as string,
  a: fields => (DAY_NAMES[weekday(fields)] as string).slice(0, 3),
  w: fields => String((weekday(fields) + 1) % 7),
  u: fields => String(weekday(fields) + 1),
  G: fields => String(isoWeek(fields).year),
  g: fields => pad(isoWeek(fields).year % 100),
  V: fields => pad(isoWeek(fields).week),
  U: fields => pad(Math.floor((dayOfYear(fields) + 6 - ((weekday(fields) + 1) % 7)) / 7)),
  W: fields => pad(Math.floor((dayOfYear(fields) + 6 - weekday(fields)) / 7)),
}

const TIME_CODES: Readonly<Record<string, (fields: DateFields) => string>> = {
  H: ({ hour }) => pad(hour),
  I: ({ hour }) => pad(hour % 12 || 12),
  k: ({ hour }) => String(hour).padStart(2),
  l: ({ hour }) => String(hour % 12 || 12).padStart(2),
  M: ({ minute }) => pad(minute),
  S: ({ second }) => pad(second),
  f: ({ microsecond }) => pad(microsecond, 6),
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}

const MOMENT_CODES: Readonly<Record<string, (moment: Moment) => string>> = {
  z: moment => offsetOf(moment, ''),
  Z: ({ ms, zone }) => zone?.abbreviation(ms) ?? '',
  s: ({ ms }) => String(Math.floor(ms / 1000)),
  F: dateText,
  T: clockText,
  X: clockText,
  R: moment => strftime(moment, '%H:%M'),
  r: moment => strftime(moment, '%I:%M:%S %p'),
  D: moment => strftime(moment, '%m/%d/%y'),
  x: moment => strftime(moment, '%m/%d/%y'),
  c: moment => strftime(moment, '%a %b %e %H:%M:%S %Y'),
}

function codeText(code: string, moment: Moment, fields: DateFields): string | undefined {
  const ofFields = DATE_CODES[code] ?? TIME_CODES[code]
  return ofFields === undefined ? MOMENT_CODES[code]?.(moment) : ofFields(fields)
}

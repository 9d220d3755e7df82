import { DAY_NAMES, MONTH_NAMES } from '../../../../model/calendar-names.ts'
import { type DateFields, dayOfYear, isoWeek, pad, quarter, weekday } from '../calendar.ts'
import { type Moment, momentFields, offsetOf } from '../moment.ts'

const TOKENS =
  /\[([^[]*)\]|\\(.)|(Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|eo?|E{1,4}|w[o|w]?|W[o|W]?|Qo?|YYYY|YY|Y|gg(?:ggg?)?|GG(?:GGG?)?|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|LTS|LT|LL?L?L?)/g

/** pendulum's DateTime.format() with tokens such as `YYYY-MM-DD`, in English. */
export function formatTokens(moment: Moment, format: string): string {
  const fields = momentFields(moment)
  return format.replace(TOKENS, (whole: string, literal: string, escaped: string, token: string) => {
    if (token === undefined) return literal || escaped || whole
    const composed = COMPOSED[token]
    if (composed !== undefined) return formatTokens(moment, composed)
    return FIELD_TOKENS[token]?.(fields) ?? MOMENT_TOKENS[token]?.(moment) ?? token
  })
}

const COMPOSED: Readonly<Record<string, string>> = {
  LTS: 'h:mm:ss A',
  LT: 'h:mm A',
  L: 'MM/DD/YYYY',
  LL: 'MMMM D, YYYY',
  LLL: 'MMMM D, YYYY h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
}

const monthName = ({ month }: DateFields): string => MONTH_NAMES[month - 1] as string
const dayName = (fields: DateFields): string => DAY_NAMES[weekday(fields)] as string

/** Sunday is 0. */
const dayOfWeek = (fields: DateFields): number => (weekday(fields) + 1) % 7
const fraction =
  (digits: number) =>
  ({ microsecond }: DateFields): string =>
    pad(Math.floor(microsecond / 10 ** (6 - digits)), digits)

const FIELD_TOKENS: Readonly<Record<string, (fields: DateFields) => string>> = {
  YYYY: ({ year }) => String(year),
  YY: ({ year }) => String(year).slice(2),
  Y: ({ year }) => String(year),
  Q: fields => String(quarter(fields)),
  Qo: fields => ordinal(quarter(fields)),
  MMMM: monthName,
  MMM: fields => monthName(fields).slice(0, 3),
  MM: ({ month }) => pad(month),
  M: ({ month }) => String(month),
  Mo: ({ month }) => ordinal(month),
  DDDD: fields => pad(dayOfYear(fields), 3),
  DDD: fields => String(dayOfYear(fields)),
  DDDo: fields => ordinal(dayOfYear(fields)),
  DD: ({ day }) => pad(day),
  D: ({ day }) => String(day),
  Do: ({ day }) => ordinal(day),
  dddd: dayName,
  ddd: fields => dayName(fields).slice(0, 3),
  dd: fields => dayName(fields).slice(0, 2),
  d: fields => String(dayOfWeek(fields)),
  do: fields => ordinal(dayOfWeek(fields)),
  E: fields => String(weekday(fields) + 1),
  wo: fields => ordinal(isoWeek(fields).week),
  HH: ({ hour }) => pad(hour),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => pad(hour % 12 || 12),
  h: ({ hour }) => String(hour % 12 || 12),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  mm: ({ minute }) => pad(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => pad(second),
  s: ({ second }) => String(second),
  S: fraction(1),
  SS: fraction(2),
  SSS: fraction(3),
  SSSS: fraction(4),
  SSSSS: fraction(5),
  SSSSSS: fraction(6),
}

const MOMENT_TOKENS: Readonly<Record<string, (moment: Moment) => string>> = {
  X: ({ ms }) => String(Math.floor(ms / 1000)),
  x: ({ ms }) => String(Math.floor(ms)),
  z: ({ zone }) => zone?.name ?? '',
  zz: ({ ms, zone }) => zone?.abbreviation(ms) ?? '',
  Z: moment => offsetOf(moment),
  ZZ: moment => offsetOf(moment, ''),
}

function ordinal(value: number): string {
  const isTeen = value % 100 >= 11 && value % 100 <= 13
  const suffix = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${suffix}`
}

import { TemplateValueError } from '../../errors.ts'
import { bindArguments, type CallArguments, type Given } from '../../protocol.ts'
import { integerOr, textArgument, textOr } from '../../values/arguments.ts'
import { float, isNumeric, numberOf } from '../../values/numbers.ts'
import { Tuple } from '../../values/python-types.ts'
import { isTruthy } from '../../values/truth.ts'
import { isoWeek, weekday } from './calendar.ts'
import { TemplateInterval } from './interval.ts'
import {
  endOf,
  fromFields,
  type Moment,
  momentFields,
  momentOf,
  offsetOf,
  type Shift,
  shifted,
  startOf,
} from './moment.ts'
import { isLeap } from './moment-values.ts'
import { diffForHumans } from './text/humanize.ts'
import { clockText, dateText, isoText } from './text/iso-text.ts'
import { strftime } from './text/strftime.ts'
import { formatTokens } from './text/token-format.ts'
import { TemplateTimeDelta } from './time-delta.ts'
import { UTC, zoneOf } from './zone.ts'

export interface MethodContext {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

/** Gives a Moment where the method gives another DateTime. */
export type MomentMethod = (moment: Moment, args: CallArguments, context: MethodContext) => unknown

const SHIFT_UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'microseconds'] as const

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const

/** The methods of Python's datetime and pendulum's DateTime that templates have. */
export const MOMENT_METHODS: Readonly<Record<string, MomentMethod>> = {
  isoformat: method(['sep', 'timespec'], (moment, { sep }) => isoText(moment, textOr(sep, 'T'))),
  strftime: method(['format'], (moment, { format }) => strftime(moment, textArgument(format))),
  format: method(['fmt', 'locale'], (moment, { fmt }) => formatTokens(moment, textArgument(fmt))),
  ctime: method([], moment => strftime(moment, '%a %b %e %H:%M:%S %Y')),
  weekday: method([], moment => weekday(momentFields(moment))),
  isoweekday: method([], moment => weekday(momentFields(moment)) + 1),
  isocalendar: method([], moment => {
    const fields = momentFields(moment)
    const { year, week } = isoWeek(fields)
    return new Tuple([year, week, weekday(fields) + 1])
  }),
  timestamp: method([], ({ ms }) => float(ms / 1000)),
  utcoffset: method([], ({ ms, zone }) =>
    zone === null ? null : new TemplateTimeDelta(zone.offsetSeconds(ms) * 1000),
  ),
  tzname: method([], ({ ms, zone }) => zone?.abbreviation(ms) ?? null),
  is_leap_year: method([], isLeap),
  is_utc: method([], ({ ms, zone }) => zone !== null && zone.offsetSeconds(ms) === 0),
  is_past: method([], ({ ms }, _given, { clock }) => ms < clock()),
  is_future: method([], ({ ms }, _given, { clock }) => ms > clock()),
  add: shifting(1),
  subtract: shifting(-1),
  replace: replacing(),
  set: replacing(),
  on: method(['year', 'month', 'day'], (moment, given) => replaced(moment, given)),
  at: method(['hour', 'minute', 'second', 'microsecond'], (moment, given) =>
    replaced(moment, { minute: 0, second: 0, microsecond: 0, ...given }),
  ),
  start_of: method(['unit'], (moment, { unit }) => startOf(moment, textArgument(unit))),
  end_of: method(['unit'], (moment, { unit }) => endOf(moment, textArgument(unit))),
  in_timezone: zoning(),
  in_tz: zoning(),
  astimezone: method(['tz'], (moment, { tz }) => inZone(moment, tz === undefined ? 'UTC' : tz)),
  naive: method([], moment => ({ ms: fromFields(momentFields(moment), null).ms, zone: null })),
  diff: method(['dt', 'abs'], (moment, given, { clock }) => {
    const other = given.dt === undefined ? { ms: clock(), zone: moment.zone } : otherMoment(given.dt)
    const isSwapped = (given.abs === undefined || isTruthy(given.abs)) && moment.ms > other.ms
    return isSwapped ? new TemplateInterval(other, moment) : new TemplateInterval(moment, other)
  }),
  diff_for_humans: method(['other', 'absolute', 'locale'], (moment, given, { clock }) => {
    const isNow = given.other === undefined || given.other === null
    const other = isNow ? { ms: clock(), zone: UTC } : otherMoment(given.other)
    return diffForHumans(moment, other, { isNow, isAbsolute: given.absolute !== undefined && isTruthy(given.absolute) })
  }),
  ...textMethods(),
}

function method<const Name extends string>(
  parameters: readonly Name[],
  run: (moment: Moment, given: Given<Name>, context: MethodContext) => unknown,
): MomentMethod {
  return (moment, args, context) => run(moment, bindArguments(parameters, args), context)
}

function shifting(sign: 1 | -1): MomentMethod {
  return method(SHIFT_UNITS, (moment, given) => {
    const shift = Object.fromEntries(SHIFT_UNITS.map(unit => [unit, sign * amount(given[unit])]))
    return shifted(moment, shift as unknown as Shift)
  })
}

function amount(value: unknown): number {
  if (value === undefined) return 0
  if (isNumeric(value)) return numberOf(value)
  throw new TemplateValueError('add() and subtract() take numbers of years, months, weeks, days, hours, …')
}

function replacing(): MomentMethod {
  return method([...FIELDS, 'tz', 'tzinfo'], (moment, given) => replaced(moment, given))
}

function replaced(moment: Moment, given: Given<(typeof FIELDS)[number] | 'tz' | 'tzinfo'>): Moment {
  const own = momentFields(moment)
  const fields = Object.fromEntries(FIELDS.map(name => [name, integerOr(given[name], own[name])]))
  const zone = given.tz ?? given.tzinfo
  return fromFields(fields as unknown as typeof own, zone === undefined ? moment.zone : zoneArgument(zone))
}

function zoning(): MomentMethod {
  return method(['tz'], (moment, { tz }) => inZone(moment, tz))
}

function inZone(moment: Moment, tz: unknown): Moment {
  if (moment.zone === null) throw new TemplateValueError('A date without time zone cannot be moved to another zone')
  return { ms: moment.ms, zone: zoneArgument(tz) }
}

/** A name, or the time zone of another DateTime. */
function zoneArgument(value: unknown) {
  const moment = momentOf(value)
  return moment === undefined ? zoneOf(textArgument(value)) : moment.zone
}

function otherMoment(value: unknown): Moment {
  const moment = momentOf(value)
  if (moment === undefined) throw new TemplateValueError('expected another date and time')
  return moment
}

function wholeSeconds(moment: Moment): string {
  return `${dateText(moment)}T${clockText(moment)}${offsetOf(moment)}`
}

/** pendulum's to_…_string methods. */
function textMethods(): Record<string, MomentMethod> {
  const texts: Readonly<Record<string, (moment: Moment) => string>> = {
    to_date_string: dateText,
    to_time_string: clockText,
    to_datetime_string: moment => `${dateText(moment)} ${clockText(moment)}`,
    to_iso8601_string: moment =>
      moment.zone?.name === 'UTC' ? isoText(moment).replace('+00:00', 'Z') : isoText(moment),
    to_rfc3339_string: moment => isoText(moment),
    to_atom_string: wholeSeconds,
    to_w3c_string: wholeSeconds,
    to_day_datetime_string: moment => formatTokens(moment, 'ddd, MMM D, YYYY h:mm A'),
    to_formatted_date_string: moment => formatTokens(moment, 'MMM DD, YYYY'),
    to_cookie_string: moment => formatTokens(moment, 'dddd, DD-MMM-YYYY HH:mm:ss zz'),
    to_rfc822_string: moment => formatTokens(moment, 'ddd, DD MMM YY HH:mm:ss ZZ'),
    to_rfc2822_string: moment => formatTokens(moment, 'ddd, DD MMM YYYY HH:mm:ss ZZ'),
    to_rfc1123_string: moment => formatTokens(moment, 'ddd, DD MMM YYYY HH:mm:ss ZZ'),
    to_rss_string: moment => formatTokens(moment, 'ddd, DD MMM YYYY HH:mm:ss ZZ'),
  }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, method([], text)]))
}

import { TemplateValueError } from '../errors.ts'
import {
  bindArguments,
  type CallArguments,
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_CALL,
  type TemplateObject,
  templateFunction,
} from '../protocol.ts'
import { integerOr, textArgument } from '../values/arguments.ts'
import { isNumeric, numberOf } from '../values/numbers.ts'
import { TemplateDateTime } from './time/date-time.ts'
import { fromFields, type Moment, momentOf } from './time/moment.ts'
import { strptime } from './time/text/strptime.ts'
import { UTC, type Zone, zoneOf } from './time/zone.ts'

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo'] as const

/** `macros.datetime`: Python's datetime class, whose results have no zone unless one is given. */
export function dateTimeType(clock: () => number): TemplateObject {
  const wrap = (moment: Moment): TemplateDateTime => new TemplateDateTime(moment, { clock })
  const members: Readonly<Record<string, TemplateObject>> = {
    now: templateFunction('now', ['tz'], ({ tz }) => wrap({ ms: clock(), zone: zoneArgument(tz) })),
    utcnow: templateFunction('utcnow', [], () => wrap({ ms: clock(), zone: null })),
    today: templateFunction('today', [], () => wrap({ ms: clock(), zone: null })),
    strptime: templateFunction('strptime', ['date_string', 'format'], given =>
      wrap(strptime(textArgument(given.date_string), textArgument(given.format))),
    ),
    fromisoformat: templateFunction('fromisoformat', ['date_string'], given =>
      wrap(isoMoment(textArgument(given.date_string))),
    ),
    fromtimestamp: fromTimestamp('fromtimestamp', wrap),
    utcfromtimestamp: fromTimestamp('utcfromtimestamp', wrap),
  }
  return {
    templateType: 'type',
    [TEMPLATE_ATTRIBUTES]: name => (Object.hasOwn(members, name) ? members[name] : undefined),
    [TEMPLATE_CALL]: args => wrap(construct(args)),
    toTemplateString: () => "<class 'datetime.datetime'>",
  }
}

function construct(args: CallArguments): Moment {
  const given = bindArguments(FIELDS, args)
  if (given.year === undefined || given.month === undefined || given.day === undefined) {
    throw new TemplateValueError('datetime() needs year, month and day')
  }
  const fields = {
    year: integerOr(given.year, 1),
    month: integerOr(given.month, 1),
    day: integerOr(given.day, 1),
    hour: integerOr(given.hour, 0),
    minute: integerOr(given.minute, 0),
    second: integerOr(given.second, 0),
    microsecond: integerOr(given.microsecond, 0),
  }
  return fromFields(fields, zoneArgument(given.tzinfo))
}

function zoneArgument(value: unknown): Zone | null {
  if (value === undefined || value === null) return null
  const moment = momentOf(value)
  return moment === undefined ? zoneOf(textArgument(value)) : moment.zone
}

const fromTimestamp = (name: string, wrap: (moment: Moment) => TemplateDateTime): TemplateObject =>
  templateFunction(name, ['timestamp', 'tz'], ({ timestamp, tz }) => {
    if (!isNumeric(timestamp)) throw new TemplateValueError(`${name}() needs a number of seconds`)
    return wrap({ ms: numberOf(timestamp) * 1000, zone: zoneArgument(tz) })
  })

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,6})\d*)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Python's datetime.fromisoformat(). */
export function isoMoment(text: string): Moment {
  const match = ISO.exec(text)
  if (match === null) throw new TemplateValueError(`Invalid isoformat string: '${text}'`)
  const [, date, time = '00:00', seconds = ':00', fraction = '0', offset = ''] = match
  const zoned = offset === 'Z' ? '+00:00' : offset
  const format = `%Y-%m-%d %H:%M:%S.%f${zoned === '' ? '' : '%z'}`
  const moment = strptime(`${date} ${time}${seconds}.${fraction}${zoned}`, format)
  return moment.zone?.name === '+00:00' ? { ...moment, zone: UTC } : moment
}

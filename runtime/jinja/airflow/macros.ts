import { randomUUID } from 'node:crypto'
import { TemplateValueError } from '../errors.ts'
import { TEMPLATE_ATTRIBUTES, TemplateFunction, type TemplateObject, templateFunction } from '../protocol.ts'
import { dumpJson, loadJson } from '../text/json.ts'
import { integerOr, required, textArgument } from '../values/arguments.ts'
import { float, integerArgument } from '../values/numbers.ts'
import { isTruthy } from '../values/truth.ts'
import { dateTimeType, isoMoment } from './date-time-type.ts'
import { MS_PER_DAY } from './time/calendar.ts'
import { type Moment, momentOf } from './time/moment.ts'
import { diffForHumans } from './time/text/humanize.ts'
import { strftime } from './time/text/strftime.ts'
import { strptime } from './time/text/strptime.ts'
import { DELTA_UNITS, timeDelta } from './time/time-delta.ts'
import { UTC } from './time/zone.ts'

/** What macros read from outside; each has the machine's own as default. */
export interface MacroSources {
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
  /** 0 to 1. */
  readonly random?: () => number
  readonly uuid?: () => string
}

/** Airflow's `macros` (airflow/macros/__init__.py), without dateutil and yaml. */
export function macros({
  clock = Date.now,
  random = Math.random,
  uuid = randomUUID,
}: MacroSources = {}): TemplateObject {
  return module('airflow.macros', {
    datetime: dateTimeType(clock),
    timedelta: templateFunction('timedelta', DELTA_UNITS, timeDelta),
    ds_add: templateFunction('ds_add', ['ds', 'days'], given => dsAdd(textArgument(given.ds), given.days)),
    ds_format: templateFunction('ds_format', ['ds', 'input_format', 'output_format'], given =>
      strftime(strptime(textArgument(given.ds), textArgument(given.input_format)), textArgument(given.output_format)),
    ),
    datetime_diff_for_humans: templateFunction('datetime_diff_for_humans', ['dt', 'since'], ({ dt, since }) =>
      humanized(dt, since, clock),
    ),
    random: templateFunction('random', [], () => float(random())),
    time: module('time', { time: templateFunction('time', [], () => float(clock() / 1000)) }),
    uuid: module('uuid', { uuid4: templateFunction('uuid4', [], () => uuid()) }),
    json: jsonModule(),
  })
}

/** `macros` with the machine's own clock and randomness. */
export const airflowMacros: TemplateObject = macros()

/** A Python module: a name and what is in it. */
function module(name: string, members: Readonly<Record<string, unknown>>): TemplateObject {
  return {
    templateType: 'module',
    [TEMPLATE_ATTRIBUTES]: member => (Object.hasOwn(members, member) ? members[member] : undefined),
    toTemplateString: () => `<module '${name}'>`,
  }
}

function dsAdd(ds: string, days: unknown): string {
  const moment = strptime(ds, '%Y-%m-%d')
  return strftime({ ...moment, ms: moment.ms + integerArgument(required(days, 'days')) * MS_PER_DAY }, '%Y-%m-%d')
}

function humanized(dt: unknown, since: unknown, clock: () => number): string {
  const isNow = since === undefined || since === null
  const other = isNow ? { ms: clock(), zone: UTC } : inUtc(since)
  return diffForHumans(inUtc(dt), other, { isNow, isAbsolute: false })
}

/** A moment without zone counts as UTC, as pendulum takes it. */
function inUtc(value: unknown): Moment {
  const moment = momentOf(value) ?? (typeof value === 'string' ? isoMoment(value) : undefined)
  if (moment === undefined) throw new TemplateValueError('datetime_diff_for_humans() needs a date and time')
  return moment.zone === null ? { ...moment, zone: UTC } : moment
}

function jsonModule(): TemplateObject {
  return module('json', {
    loads: templateFunction('loads', ['s'], ({ s }) => loadJson(textArgument(s))),
    dumps: new TemplateFunction('dumps', ({ positional, named }, { budget }) => {
      const style = {
        sortKeys: isTruthy(named.get('sort_keys') ?? false),
        indent: integerOr(named.get('indent'), null),
      }
      return dumpJson(required(positional[0] ?? named.get('obj'), 'obj'), style, budget)
    }),
  })
}

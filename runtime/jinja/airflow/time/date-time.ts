import { TemplateValueError } from '../../errors.ts'
import {
  type ArithmeticOperator,
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_OPERATORS,
  TemplateFunction,
  type TemplateObject,
} from '../../protocol.ts'
import { TemplateInterval } from './interval.ts'
import { fromFields, MIDNIGHT, MOMENT, type Moment, momentFields, momentOf } from './moment.ts'
import { MOMENT_METHODS, type MomentMethod } from './moment-methods.ts'
import { momentValue } from './moment-values.ts'
import { dateText, isoText, timeText } from './text/iso-text.ts'
import { strftime } from './text/strftime.ts'
import { formatTokens } from './text/token-format.ts'
import { TemplateTimeDelta } from './time-delta.ts'
import { UTC, type Zone, zoneOf } from './zone.ts'

type Kind = 'datetime' | 'date' | 'time'

export interface DateTimeOptions {
  /** What "now" is for diff_for_humans(), in milliseconds since the epoch. */
  readonly clock?: () => number
  readonly kind?: Kind
}

/** What templates see of a time: pendulum's DateTime; Python's datetime when it has no zone; its date() and time(). */
export class TemplateDateTime implements TemplateObject {
  readonly templateType: string
  readonly [MOMENT]: Moment
  readonly #clock: () => number
  readonly #kind: Kind

  constructor(moment: Moment, { clock = Date.now, kind = 'datetime' }: DateTimeOptions = {}) {
    this[MOMENT] = inRange(moment)
    this.#clock = clock
    this.#kind = kind
    this.templateType = kind === 'datetime' ? 'pendulum.datetime.DateTime' : `datetime.${kind}`
  }

  /** Milliseconds since the epoch, shown in an IANA zone. */
  static at(ms: number, zone = 'UTC', options: DateTimeOptions = {}): TemplateDateTime {
    return new TemplateDateTime({ ms, zone: zone === 'UTC' ? UTC : zoneOf(zone) }, options)
  }

  get ms(): number {
    return this[MOMENT].ms
  }

  readonly [TEMPLATE_ATTRIBUTES] = (name: string): unknown => {
    const moment = this[MOMENT]
    if (name === 'date' || name === 'time') return this.#part(name)
    if (ZONE_NAMES.has(name)) return moment.zone === null ? null : new TemplateZone(moment.zone)
    if (!Object.hasOwn(MOMENT_METHODS, name)) return momentValue(name, moment)
    const method = MOMENT_METHODS[name] as MomentMethod
    return new TemplateFunction(name, args => this.#wrapped(method(moment, args, { clock: this.#clock })))
  }

  readonly [TEMPLATE_OPERATORS] = {
    arithmetic: (operator: ArithmeticOperator, other: unknown, isReflected: boolean): unknown =>
      operator === '+' ? this.#plus(other, 1) : this.#minus(operator, other, isReflected),
    compare: (other: unknown): number | undefined => this.#order(momentOf(other)),
  }

  toTemplateString(): string {
    const moment = this[MOMENT]
    if (this.#kind === 'date') return dateText(moment)
    return this.#kind === 'time' ? timeText(moment) : isoText(moment, ' ')
  }

  toTemplateRepr(): string {
    const { year, month, day, hour, minute, second, microsecond } = momentFields(this[MOMENT])
    const { zone } = this[MOMENT]
    if (this.#kind === 'date') return `Date(${year}, ${month}, ${day})`
    const time = [hour, minute, second, ...(microsecond === 0 ? [] : [microsecond])].join(', ')
    if (this.#kind === 'time') return `Time(${time})`
    if (zone === null) return naiveRepr([year, month, day, hour, minute, second, microsecond])
    return `DateTime(${year}, ${month}, ${day}, ${time}, tzinfo=Timezone('${zone.name}'))`
  }

  /** strftime codes where there is a `%`, else pendulum's tokens. */
  toTemplateFormat(spec: string): string {
    if (spec === '') return this.toTemplateString()
    return spec.includes('%') ? strftime(this[MOMENT], spec) : formatTokens(this[MOMENT], spec)
  }

  #part(kind: 'date' | 'time'): TemplateFunction {
    const fields = momentFields(this[MOMENT])
    const moment = fromFields(kind === 'date' ? { ...fields, ...MIDNIGHT } : fields, null)
    return new TemplateFunction(kind, () => new TemplateDateTime(moment, { clock: this.#clock, kind }))
  }

  #wrapped(result: unknown): unknown {
    if (!isMoment(result)) return result
    return new TemplateDateTime(result, { clock: this.#clock, kind: this.#kind })
  }

  #plus(other: unknown, sign: 1 | -1): TemplateDateTime | undefined {
    if (!(other instanceof TemplateTimeDelta)) return undefined
    const moment = this[MOMENT]
    const shift = this.#kind === 'date' ? Math.floor(other.ms / 86_400_000) * 86_400_000 : other.ms
    return this.#wrapped({ ...moment, ms: moment.ms + sign * shift }) as TemplateDateTime
  }

  #minus(operator: ArithmeticOperator, other: unknown, isReflected: boolean): unknown {
    if (operator !== '-' || isReflected) return undefined
    const moment = momentOf(other)
    if (moment === undefined) return this.#plus(other, -1)
    requireSameKind(this[MOMENT], moment)
    const isNaive = moment.zone === null && this.#kind === 'datetime'
    return isNaive ? new TemplateTimeDelta(this.ms - moment.ms) : new TemplateInterval(moment, this[MOMENT])
  }

  #order(other: Moment | undefined): number | undefined {
    if (other === undefined) return undefined
    requireSameKind(this[MOMENT], other)
    return this.ms - other.ms
  }
}

const ZONE_NAMES: ReadonlySet<string> = new Set(['tzinfo', 'timezone', 'tz'])

/** What `tzinfo` and `timezone` give. */
class TemplateZone implements TemplateObject {
  readonly templateType = 'pendulum.tz.timezone.Timezone'
  readonly #name: string

  constructor({ name }: Zone) {
    this.#name = name
  }

  readonly [TEMPLATE_ATTRIBUTES] = (name: string): unknown => (name === 'name' ? this.#name : undefined)

  toTemplateString(): string {
    return this.#name
  }

  toTemplateRepr(): string {
    return `Timezone('${this.#name}')`
  }
}

/** Python's years end at 9999. */
function inRange(moment: Moment): Moment {
  if (moment.ms >= FIRST_MS && moment.ms < END_MS) return moment
  throw new TemplateValueError('date value out of range: years are 1 to 9999')
}

const FIRST_MS = -62_135_596_800_000
const END_MS = 253_402_300_800_000

const isMoment = (value: unknown): value is Moment =>
  typeof value === 'object' && value !== null && 'ms' in value && 'zone' in value

function requireSameKind(left: Moment, right: Moment): void {
  if ((left.zone === null) !== (right.zone === null)) {
    throw new TemplateValueError("can't compare offset-naive and offset-aware datetimes: give both a time zone")
  }
}

/** Python leaves out seconds and microseconds that are zero at the end. */
function naiveRepr(parts: readonly number[]): string {
  const shown = [...parts]
  while (shown.length > 5 && shown.at(-1) === 0) shown.pop()
  return `datetime.datetime(${shown.join(', ')})`
}

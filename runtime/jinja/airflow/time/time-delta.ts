import { TemplateValueError } from '../../errors.ts'
import { modulo } from '../../operators/arithmetic.ts'
import {
  type ArithmeticOperator,
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_OPERATORS,
  TemplateFunction,
  type TemplateObject,
} from '../../protocol.ts'
import { float, isNumeric, numberOf } from '../../values/numbers.ts'
import { pad } from './calendar.ts'

const DAY = 86_400

/** Python's datetime.timedelta. */
export class TemplateTimeDelta implements TemplateObject {
  readonly templateType: string = 'datetime.timedelta'
  readonly ms: number

  /** Milliseconds; the fraction holds microseconds. */
  constructor(ms: number) {
    this.ms = Math.round(ms * 1000) / 1000
  }

  readonly [TEMPLATE_ATTRIBUTES] = (name: string): unknown => this.attribute(name)

  attribute(name: string): unknown {
    const { days, seconds, microseconds } = deltaParts(this.ms)
    const values: Readonly<Record<string, unknown>> = {
      days,
      seconds,
      microseconds,
      total_seconds: new TemplateFunction('total_seconds', () => float(this.ms / 1000)),
    }
    return Object.hasOwn(values, name) ? values[name] : undefined
  }

  readonly [TEMPLATE_OPERATORS] = {
    arithmetic: (operator: ArithmeticOperator, other: unknown, isReflected: boolean): unknown =>
      isReflected ? reflected(operator, this, other) : direct(operator, this, other),
    negate: (): TemplateTimeDelta => new TemplateTimeDelta(-this.ms),
    compare: (other: unknown): number | undefined =>
      other instanceof TemplateTimeDelta ? this.ms - other.ms : undefined,
  }

  /** `1 day, 2:03:04.000005` */
  toTemplateString(): string {
    const { days, seconds, microseconds } = deltaParts(this.ms)
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
    const prefix = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `
    return prefix + clock + (microseconds === 0 ? '' : `.${pad(microseconds, 6)}`)
  }

  toTemplateRepr(): string {
    const parts = Object.entries(deltaParts(this.ms)).filter(([, value]) => value !== 0)
    return `datetime.timedelta(${parts.map(([name, value]) => `${name}=${value}`).join(', ') || '0'})`
  }
}

/** Units as timedelta() takes them. */
export const DELTA_UNITS = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'] as const

const UNIT_MS: Readonly<Record<(typeof DELTA_UNITS)[number], number>> = {
  days: DAY * 1000,
  seconds: 1000,
  microseconds: 0.001,
  milliseconds: 1,
  minutes: 60_000,
  hours: 3_600_000,
  weeks: 7 * DAY * 1000,
}

export function timeDelta(given: { readonly [unit in (typeof DELTA_UNITS)[number]]?: unknown }): TemplateTimeDelta {
  const ms = DELTA_UNITS.map(unit => deltaNumber(given[unit] ?? 0, unit) * UNIT_MS[unit])
  return new TemplateTimeDelta(ms.reduce((total, part) => total + part, 0))
}

function deltaNumber(value: unknown, unit: string): number {
  if (isNumeric(value)) return numberOf(value)
  throw new TemplateValueError(`timedelta: ${unit} must be a number`)
}

/** Days may be negative, seconds and microseconds are not. */
function deltaParts(ms: number): { days: number; seconds: number; microseconds: number } {
  const total = Math.round(ms * 1000)
  const microseconds = modulo(total, 1_000_000)
  const seconds = (total - microseconds) / 1_000_000
  return { days: Math.floor(seconds / DAY), seconds: modulo(seconds, DAY), microseconds }
}

function direct(operator: ArithmeticOperator, { ms }: TemplateTimeDelta, other: unknown): unknown {
  if (isNumeric(other)) return scaled(operator, ms, numberOf(other))
  if (!(other instanceof TemplateTimeDelta)) return undefined
  switch (operator) {
    case '+':
      return new TemplateTimeDelta(ms + other.ms)
    case '-':
      return new TemplateTimeDelta(ms - other.ms)
    case '/':
      return float(ms / divisor(other.ms))
    case '//':
      return Math.floor(ms / divisor(other.ms))
    case '%':
      return new TemplateTimeDelta(modulo(ms, divisor(other.ms)))
    default:
      return undefined
  }
}

function scaled(operator: ArithmeticOperator, ms: number, factor: number): unknown {
  if (operator === '*') return new TemplateTimeDelta(ms * factor)
  if (operator === '/') return new TemplateTimeDelta(ms / divisor(factor))
  return operator === '//' ? new TemplateTimeDelta(Math.floor((ms * 1000) / divisor(factor)) / 1000) : undefined
}

/** Only a number may stand left of a timedelta, and only to multiply. */
const reflected = (operator: ArithmeticOperator, { ms }: TemplateTimeDelta, other: unknown): unknown =>
  operator === '*' && isNumeric(other) ? new TemplateTimeDelta(ms * numberOf(other)) : undefined

function divisor(value: number): number {
  if (value === 0) throw new TemplateValueError('division by zero')
  return value
}

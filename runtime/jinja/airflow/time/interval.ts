import { TemplateFunction } from '../../protocol.ts'
import { float } from '../../values/numbers.ts'
import { type Difference, difference, totalDays } from './difference.ts'
import type { Moment } from './moment.ts'
import { isoText } from './text/iso-text.ts'
import { TemplateTimeDelta } from './time-delta.ts'

/** pendulum's Interval: what the difference of two DateTimes is; its parts have the sign of the whole. */
export class TemplateInterval extends TemplateTimeDelta {
  override readonly templateType = 'pendulum.interval.Interval'
  readonly #start: Moment
  readonly #end: Moment

  constructor(start: Moment, end: Moment) {
    super(end.ms - start.ms)
    this.#start = start
    this.#end = end
  }

  override attribute(name: string): unknown {
    const value = this.#value(name) ?? this.#method(name)
    return value === undefined ? super.attribute(name) : value
  }

  override toTemplateString(): string {
    return `<Interval [${isoText(this.#start, ' ')} -> ${isoText(this.#end, ' ')}]>`
  }

  override toTemplateRepr(): string {
    return this.toTemplateString()
  }

  #value(name: string): unknown {
    const seconds = Math.trunc(this.ms / 1000)
    const parts = difference(this.#start, this.#end)
    const values: Readonly<Record<string, unknown>> = {
      ...parts,
      weeks: whole(parts.days / 7),
      days: whole(seconds / 86_400),
      seconds: signless(seconds % 86_400),
      remaining_days: signless(parts.days % 7),
      remaining_seconds: signless(seconds % 60),
      microseconds: signless(Math.round(this.ms * 1000) % 1_000_000),
      invert: this.ms < 0,
    }
    return Object.hasOwn(values, name) ? values[name] : undefined
  }

  #method(name: string): unknown {
    const parts = difference(this.#start, this.#end)
    const days = totalDays(this.#start, this.#end)
    const values: Readonly<Record<string, unknown>> = {
      in_years: parts.years,
      in_months: parts.years * 12 + parts.months,
      in_weeks: whole(days / 7),
      in_days: signless(days),
      in_hours: whole(this.ms / 3_600_000),
      in_minutes: whole(this.ms / 60_000),
      in_seconds: whole(this.ms / 1000),
      in_words: inWords(parts),
      total_weeks: float(this.ms / 604_800_000),
      total_days: float(this.ms / 86_400_000),
      total_hours: float(this.ms / 3_600_000),
      total_minutes: float(this.ms / 60_000),
      as_timedelta: new TemplateTimeDelta(this.ms),
    }
    return Object.hasOwn(values, name) ? new TemplateFunction(name, () => values[name]) : undefined
  }
}

const signless = (value: number): number => (value === 0 ? 0 : value)
const whole = (value: number): number => signless(Math.trunc(value))

function inWords({ years, months, days, hours, minutes, seconds }: Difference): string {
  const weeks = whole(days / 7)
  const units = {
    year: years,
    month: months,
    week: weeks,
    day: days - weeks * 7,
    hour: hours,
    minute: minutes,
    second: seconds,
  }
  const words = Object.entries(units).filter(([, count]) => count !== 0)
  if (words.length === 0) return '0 microseconds'
  return words.map(([unit, count]) => `${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`).join(' ')
}

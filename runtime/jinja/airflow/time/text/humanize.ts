import { type Difference, difference } from '../difference.ts'
import type { Moment } from '../moment.ts'

export interface HumanizeOptions {
  /** The other moment is "now": `2 days ago` instead of `2 days before`. */
  readonly isNow: boolean
  readonly isAbsolute: boolean
}

/** pendulum's diff_for_humans(): the one largest unit, rounded up where the next is nearly full. */
export function diffForHumans(moment: Moment, other: Moment, { isNow, isAbsolute }: HumanizeOptions): string {
  const isLater = moment.ms > other.ms
  const words = inWords(isLater ? difference(other, moment) : difference(moment, other))
  if (isAbsolute) return words
  if (isNow) return isLater ? `in ${words}` : `${words} ago`
  return `${words} ${isLater ? 'after' : 'before'}`
}

function inWords(between: Difference): string {
  const [unit, count] = largestUnit(between)
  if (count === null) return unit
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function largestUnit(between: Difference): readonly [unit: string, count: number | null] {
  const { years, months, days, hours, minutes, seconds } = between
  if (years > 0) return ['year', years + (months > 6 ? 1 : 0)]
  if (months === 11 && days > 15) return ['year', 1]
  if (months > 0) return ['month', months + (days >= 27 ? 1 : 0)]
  if (days >= 7) return ['week', Math.floor(days / 7) + (days % 7 > 3 ? 1 : 0)]
  if (days > 0) return ['day', days + (hours >= 22 ? 1 : 0)]
  if (hours > 0) return ['hour', hours]
  if (minutes > 0) return ['minute', minutes]
  return seconds > 10 ? ['second', seconds] : ['a few seconds', null]
}

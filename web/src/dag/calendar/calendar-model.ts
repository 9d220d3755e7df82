import type { CalendarDay } from '../../../../runtime/api/ui/contract/calendar.ts'
import { presentStates, sumOf } from '../../states/counts.ts'

export const DAY_MS = 86_400_000
/** A state of few runs among many can still be seen. */
const LEAST_SHARE = 0.14

/** A month whose weeks are columns. */
export interface Month {
  /** The first day, at midnight of UTC. */
  readonly ms: number
  /** How many days of its first week are of the month before; weeks begin on Monday. */
  readonly before: number
  /** `2026-11-01` and so on. */
  readonly dates: readonly string[]
}

export const monthsOf = (year: number): Month[] =>
  Array.from({ length: 12 }, (_, month) => {
    const ms = Date.UTC(year, month)
    const days = (Date.UTC(year, month + 1) - ms) / DAY_MS
    return {
      ms,
      before: (new Date(ms).getUTCDay() + 6) % 7,
      dates: Array.from({ length: days }, (_day, index) => dateText(ms + index * DAY_MS)),
    }
  })

/** `3 success` and so on, in the order in which pages list states. */
export const countTexts = (runs: CalendarDay['runs']): string[] =>
  presentStates(runs).map(state => `${runs[state]} ${state}`)

/** A CSS image with one stripe for each state, as high as its share of the runs; what failed is at the bottom. */
export function stripes(runs: CalendarDay['runs']): string {
  const present = presentStates(runs).toReversed()
  const total = sumOf(runs)
  const shares = present.map(state => Math.max((runs[state] ?? 0) / total, LEAST_SHARE))
  const whole = shares.reduce((sum, share) => sum + share, 0)
  const ends = shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0) / whole)
  const parts = present.map(
    (state, index) => `${shade(state)} ${percent(ends[index - 1] ?? 0)} ${percent(ends[index] as number)}`,
  )
  return `linear-gradient(to top, ${parts.join(', ')})`
}

/** The nearest day with runs, so many days on at a time; undefined where none comes. */
export function nextDay(days: readonly CalendarDay[], from: string, step: number): string | undefined {
  const dates = new Set(days.map(({ date }) => date))
  const year = from.slice(0, 4)
  for (let ms = Date.parse(from) + step * DAY_MS; dateText(ms).startsWith(year); ms += step * DAY_MS)
    if (dates.has(dateText(ms))) return dateText(ms)
  return undefined
}

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const shade = (state: string): string => `color-mix(in oklab, var(--state-${state}) var(--strength), var(--surface))`

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

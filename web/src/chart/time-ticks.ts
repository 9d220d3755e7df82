import { dateTimeText, zoneOffsetMs } from '../time/format.ts'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export interface Tick {
  readonly at: number
  readonly label: string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Steps of a clock that people read without counting. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map(count => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(count => count * MINUTE),
  ...[1, 2, 3, 6, 12].map(count => count * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map(count => count * DAY),
]

/** Round times of the zone's clocks within the span, at most so many; labels say no more than the step needs. */
export function timeTicks({ fromMs, toMs }: Span, most: number, zone: string): Tick[] {
  const step = STEPS.find(one => (toMs - fromMs) / one <= most) ?? (STEPS.at(-1) as number)
  const offset = zoneOffsetMs(fromMs, zone)
  const ticks: Tick[] = []
  for (let local = Math.ceil((fromMs + offset) / step) * step; local - offset <= toMs; local += step) {
    const at = fromLocal(local, { guess: offset, zone })
    ticks.push({ at, label: labelOf(at, step, zone) })
  }
  return ticks
}

/** What the clocks of the zone call so; `guess` is the offset before a change of the clocks. */
function fromLocal(local: number, { guess, zone }: { readonly guess: number; readonly zone: string }): number {
  return local - zoneOffsetMs(local - guess, zone)
}

function labelOf(at: number, step: number, zone: string): string {
  const [date = '', clock = ''] = dateTimeText(at, zone).split(' ')
  if (step >= DAY) return date.slice(5)
  if (step >= MINUTE) return clock.slice(0, 5)
  if (step >= SECOND) return clock
  const digits = 3 - Math.floor(Math.log10(step))
  return `${clock.slice(3)}${((at % SECOND) / SECOND).toFixed(digits).slice(1)}`
}

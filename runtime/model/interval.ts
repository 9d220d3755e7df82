import { type Cron, nextTick, parseCron, prevTick } from './cron.ts'
import type { Schedule } from './schedule.ts'

/** The ticks of a schedule that has intervals between them; null where the schedule has run out. */
export interface Ticks {
  readonly next: (ms: number) => number | null
  readonly prev: (ms: number) => number | null
  readonly alignNext: (ms: number) => number | null
  readonly alignPrev: (ms: number) => number | null
  /** Start of the latest interval that is complete; what catchup=False begins with. */
  readonly latestStart: (nowMs: number) => number | null
}

/** Null for schedules without intervals. */
export function ticksOf(schedule: Schedule): Ticks | null {
  if (schedule.type === 'delta') return deltaTicks(schedule.ms)
  if (schedule.type === 'cron') return cronTicks(parseCron(schedule.expression), schedule.timezone)
  return null
}

// Airflow does not align intervals of a timedelta: they follow the start date, but without catchup the clock.
function deltaTicks(deltaMs: number): Ticks {
  return {
    next: ms => ms + deltaMs,
    prev: ms => ms - deltaMs,
    alignNext: ms => ms,
    alignPrev: ms => ms,
    latestStart: nowMs => Math.floor(nowMs / deltaMs) * deltaMs - deltaMs,
  }
}

function cronTicks(cron: Cron, timezone: string): Ticks {
  const next = (ms: number | null) => (ms === null ? null : nextTick(cron, timezone, ms))
  const prev = (ms: number | null) => (ms === null ? null : prevTick(cron, timezone, ms))
  return {
    next,
    prev,
    alignNext: ms => (prev(next(ms)) === ms ? ms : next(ms)),
    alignPrev: ms => (next(prev(ms)) === ms ? ms : prev(ms)),
    latestStart: nowMs => {
      const lastStart = prev(nowMs)
      // Exactly on a tick the interval that ends now is complete, else it is the one before the current one.
      return next(lastStart) === nowMs ? lastStart : prev(lastStart)
    },
  }
}

import { type CronFields, readFields } from './cron/fields.ts'
import { InvalidCron } from './cron/invalid-cron.ts'
import { type Direction, wallTick } from './cron/wall-tick.ts'
import { instantOfWall, offsetMs } from './wall-clock.ts'

/** A cron expression that was read; `expression` is its text with a preset spelt out. */
export interface Cron extends CronFields {
  readonly expression: string
}

/** Airflow's presets (airflow.utils.dates.cron_presets) and the two that croniter adds. */
export const PRESETS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 */3 *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/**
 * Reads a preset or a cron expression as croniter does: 5 fields, 6 with seconds last, 7 with years after them.
 * Day of month and day of week are alternatives when both are restricted. Throws InvalidCron.
 */
export function parseCron(expression: string): Cron {
  const text = PRESETS[expression.trim().toLowerCase()] ?? expression.trim()
  const known = parsed.get(text)
  if (known !== undefined) return known
  const cron = { ...readFields(text), expression: text }
  refuseImpossible(cron)
  if (parsed.size >= PARSED_KEPT) parsed.clear()
  parsed.set(text, cron)
  return cron
}

/**
 * The first tick strictly after this instant; null where none is left within 50 years. Airflow's rule around DST
 * (airflow.timetables._cron): schedules of every hour keep elapsed time, all others wall-clock time.
 */
export const nextTick = (cron: Cron, timezone: string, afterMs: number): number | null =>
  tick(cron, { timezone, fromMs: afterMs }, 'next')

/** The last tick strictly before this instant; null where there is none within 50 years. */
export const prevTick = (cron: Cron, timezone: string, beforeMs: number): number | null =>
  tick(cron, { timezone, fromMs: beforeMs }, 'prev')

// A deployment has as many expressions as DAGs; the bound only guards against a caller that makes them up.
const PARSED_KEPT = 10_000
const parsed = new Map<string, Cron>()

const SOME_MIDNIGHT = Date.UTC(2000, 0, 1) / 1000

function refuseImpossible(cron: Cron): void {
  if (cron.years !== null || wallTick(cron, SOME_MIDNIGHT, 'next') !== null) return
  throw new InvalidCron(cron.expression, 'no month has such a day, so it would never run; check day of month and month')
}

interface Start {
  readonly timezone: string
  readonly fromMs: number
}

function tick(cron: Cron, { timezone, fromMs }: Start, direction: Direction): number | null {
  const step = direction === 'next' ? 1 : -1
  const offset = offsetMs(timezone, fromMs)
  const wallMs = fromMs + offset
  const fromSecond = direction === 'next' ? Math.floor(wallMs / 1000) + 1 : Math.ceil(wallMs / 1000) - 1
  let wall = wallTick(cron, fromSecond, direction)
  if (cron.everyHour) return wall === null ? null : wall * 1000 - offset
  // Within an hour that is shown twice, or just after one that was skipped, the nearest time on the wall clock may
  // resolve to the wrong side of the start; Airflow then returns it all the same, which would be a tick in the future.
  while (wall !== null) {
    const instantMs = instantOfWall(timezone, wall * 1000)
    if ((instantMs - fromMs) * step > 0) return instantMs
    wall = wallTick(cron, wall + step, direction)
  }
  return null
}

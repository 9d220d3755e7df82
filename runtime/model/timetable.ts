import { cronInWords } from './cron/words.ts'
import { PRESETS, parseCron } from './cron.ts'
import { SlipstreamError } from './errors.ts'
import { type Ticks, ticksOf } from './interval.ts'
import type { JsonValue } from './keys.ts'
import type { DataInterval, Schedule } from './schedule.ts'
import { checkTimezone } from './wall-clock.ts'

/** A DAG's schedule is none of the forms that Airflow knows. */
export class InvalidSchedule extends SlipstreamError {
  override readonly name = 'InvalidSchedule'

  constructor(got: string, expected = `${PRESET_NAMES}, a cron expression, an interval, or null`) {
    super(`Schedule ${got} is not valid. Use ${expected}`)
  }
}

/** What a DAG file may say: a preset or cron expression, `@once`, `@continuous`, an interval, or null for none. */
export type ScheduleInput = string | null | { readonly ms: number }

/** Throws InvalidSchedule, InvalidCron or UnknownTimezone. */
export function parseSchedule(input: ScheduleInput, timezone: string): Schedule {
  checkTimezone(timezone)
  if (input === null) return { type: 'none' }
  return typeof input === 'string' ? parseText(input.trim(), timezone) : parseInterval(input.ms)
}

/** What Airflow calls a TimeRestriction, with what has run so far and the clock. */
export interface RunWindow {
  /** Data interval of the last automated run; null before the first. */
  readonly last: DataInterval | null
  readonly startMs: number | null
  readonly endMs: number | null
  readonly catchup: boolean
  readonly nowMs: number
}

/** The next automated run: created when `createAfterMs` has come. */
export interface NextDagRun {
  readonly logicalDateMs: number
  readonly interval: DataInterval
  readonly createAfterMs: number
}

/** The run that Airflow 2.10's timetables (airflow.timetables.interval and .simple) would plan; null: none. */
export function nextDagRun(schedule: Schedule, window: RunWindow): NextDagRun | null {
  const interval = nextInterval(schedule, window)
  return interval === null ? null : { logicalDateMs: interval.startMs, interval, createAfterMs: interval.endMs }
}

/** The last complete interval before `atMs`; the instant itself for schedules without intervals. */
export function manualDataInterval(schedule: Schedule, atMs: number): DataInterval {
  const exact = { startMs: atMs, endMs: atMs }
  const ticks = ticksOf(schedule)
  if (ticks === null) return exact
  const endMs = ticks.alignPrev(atMs)
  const startMs = endMs === null ? null : ticks.prev(endMs)
  return startMs === null || endMs === null ? exact : { startMs, endMs }
}

/**
 * Airflow's timetable_description. Where Airflow has none (intervals) it is the interval, and a cron expression that is
 * not easy to put into words stands for itself.
 */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.type === 'none') return 'Never, external triggers only'
  if (schedule.type === 'once') return 'Once, as soon as possible'
  if (schedule.type === 'continuous') return 'As frequently as possible, but only one run at a time.'
  if (schedule.type === 'delta') return `Every ${pythonTimedelta(schedule.ms)}`
  const { expression } = parseCron(schedule.expression)
  return cronInWords(expression) ?? expression
}

/** Airflow's timetable summary: `0 0 * * *` for `@daily`, `1 day, 0:00:00` for an interval, `None`, `@once`. */
export function scheduleSummary(schedule: Schedule): string {
  if (schedule.type === 'none') return 'None'
  if (schedule.type === 'delta') return pythonTimedelta(schedule.ms)
  return schedule.type === 'cron' ? parseCron(schedule.expression).expression : `@${schedule.type}`
}

/** What Airflow stores in `dag.schedule_interval`: `"@daily"`, an encoded timedelta, or null. */
export function scheduleIntervalJson(schedule: Schedule): JsonValue {
  if (schedule.type === 'none') return null
  if (schedule.type === 'delta') return { type: 'timedelta', attrs: { ...timedelta(schedule.ms) } }
  return schedule.type === 'cron' ? schedule.expression : `@${schedule.type}`
}

const PRESET_NAMES = ['@once', '@continuous', ...Object.keys(PRESETS)].join(', ')

function parseText(text: string, timezone: string): Schedule {
  const name = text.toLowerCase()
  if (name === '@once') return { type: 'once' }
  if (name === '@continuous') return { type: 'continuous' }
  if (name.startsWith('@') && PRESETS[name] === undefined) throw new InvalidSchedule(`"${text}"`)
  parseCron(text)
  return { type: 'cron', expression: text, timezone }
}

function parseInterval(ms: number): Schedule {
  if (Number.isFinite(ms) && ms > 0) return { type: 'delta', ms }
  throw new InvalidSchedule(`of an interval of ${ms} ms`, 'an interval that is longer than zero')
}

function nextInterval(schedule: Schedule, window: RunWindow): DataInterval | null {
  if (schedule.type === 'once') return onceInterval(window)
  if (schedule.type === 'continuous') return continuousInterval(window)
  const ticks = ticksOf(schedule)
  return ticks === null ? null : tickInterval(ticks, window)
}

// As in Airflow, a start date in the past is run at once, with or without catchup.
function onceInterval({ last, startMs, endMs }: RunWindow): DataInterval | null {
  if (last !== null || startMs === null || isAfter(startMs, endMs)) return null
  return { startMs, endMs: startMs }
}

function continuousInterval({ last, startMs, endMs, nowMs }: RunWindow): DataInterval | null {
  if (startMs === null) return null
  const interval = last === null ? { startMs, endMs: Math.max(startMs, nowMs) } : { startMs: last.endMs, endMs: nowMs }
  return isAfter(interval.endMs, endMs) ? null : interval
}

function tickInterval(ticks: Ticks, window: RunWindow): DataInterval | null {
  const startMs = intervalStart(ticks, window)
  if (startMs === null || isAfter(startMs, window.endMs)) return null
  const endMs = ticks.next(startMs)
  return endMs === null ? null : { startMs, endMs }
}

function intervalStart(ticks: Ticks, { last, startMs, catchup, nowMs }: RunWindow): number | null {
  const first = startMs === null ? null : ticks.alignNext(startMs)
  const earliest = catchup ? first : later(ticks.latestStart(nowMs), first)
  // Aligning serves a DAG whose schedule was changed after its last run.
  return last === null ? earliest : later(ticks.alignPrev(last.endMs), earliest)
}

const isAfter = (ms: number, limitMs: number | null): boolean => limitMs !== null && ms > limitMs

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.max(a, b)
}

/** Python's `str(timedelta)`: `2 days, 1:02:03.500000`. */
function pythonTimedelta(ms: number): string {
  const { days, seconds, microseconds } = timedelta(ms)
  const dayPart = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `
  const clock = [Math.floor(seconds / 3600), pad(Math.floor(seconds / 60) % 60, 2), pad(seconds % 60, 2)].join(':')
  return `${dayPart}${clock}${microseconds === 0 ? '' : `.${pad(microseconds, 6)}`}`
}

function timedelta(ms: number): { days: number; seconds: number; microseconds: number } {
  const total = Math.round(ms * 1000)
  const microseconds = total % 1_000_000
  const seconds = (total - microseconds) / 1_000_000
  return { days: Math.floor(seconds / 86_400), seconds: seconds % 86_400, microseconds }
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

import type { JsonValue } from '../../model/keys.ts'
import { isoFormat } from '../../model/time.ts'
import { INTEGER, object, RECORD, type Shape, TEXT } from './shape.ts'

/** An instant as the API shows it. */
export const iso = (ms: number | null): string | null => (ms === null ? null : isoFormat(ms))

/** A duration as the API shows it (Airflow's TimeDeltaSchema). */
export function timeDelta(ms: number | null) {
  if (ms === null) return null
  const micros = Math.round(ms * 1000)
  const microseconds = ((micros % 1_000_000) + 1_000_000) % 1_000_000
  const seconds = (micros - microseconds) / 1_000_000
  return { __type: 'TimeDelta', days: Math.floor(seconds / 86_400), seconds: seconds % 86_400, microseconds }
}

/** `dag.schedule_interval` as the API shows it (Airflow's ScheduleIntervalSchema). */
export function scheduleInterval(stored: JsonValue) {
  if (typeof stored === 'string') return { __type: 'CronExpression', value: stored }
  if (typeof stored !== 'object' || stored === null) return null
  const { attrs } = stored as { readonly attrs: Readonly<Record<string, number>> }
  return { __type: 'TimeDelta', ...attrs }
}

export const TIME_DELTA_SHAPE = object({ __type: TEXT, days: INTEGER, seconds: INTEGER, microseconds: INTEGER })

/** A cron expression or a time delta. */
export const SCHEDULE_SHAPE: Shape = { ...RECORD, properties: { __type: TEXT } }

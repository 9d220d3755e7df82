import type { Schedule } from '../schedule.ts'
import { UnreadableSerializedDag } from './errors.ts'
import { fromSeconds, type JsonObject, toSeconds } from './fields.ts'

export function encodeTimetable(schedule: Schedule): JsonObject {
  if (schedule.type === 'cron') {
    return { __type: CRON_TIMETABLE, __var: { expression: schedule.expression, timezone: schedule.timezone } }
  }
  if (schedule.type === 'delta') return { __type: DELTA_TIMETABLE, __var: { delta: toSeconds(schedule.ms) } }
  return { __type: SIMPLE_TIMETABLES[schedule.type], __var: {} }
}

/** Airflow writes either `timetable` or `schedule_interval`. */
export function decodeSchedule(dag: JsonObject): Schedule {
  const timetable = dag['timetable'] as JsonObject | undefined
  if (timetable === undefined) return scheduleOfInterval(dag)
  const type = timetable['__type'] as string
  const value = timetable['__var'] as JsonObject
  if (type === CRON_TIMETABLE) {
    return { type: 'cron', expression: value['expression'] as string, timezone: value['timezone'] as string }
  }
  if (type === DELTA_TIMETABLE) return { type: 'delta', ms: fromSeconds(value['delta'] as number) }
  for (const name of ['none', 'once', 'continuous'] as const)
    if (SIMPLE_TIMETABLES[name] === type) return { type: name }
  throw new UnreadableSerializedDag(dag['_dag_id'] as string, `its timetable ${type} is not known`)
}

export const timezoneOf = (dag: JsonObject): string => (dag['timezone'] ?? 'UTC') as string

const SIMPLE_TIMETABLES = {
  none: 'airflow.timetables.simple.NullTimetable',
  once: 'airflow.timetables.simple.OnceTimetable',
  continuous: 'airflow.timetables.simple.ContinuousTimetable',
} as const
const CRON_TIMETABLE = 'airflow.timetables.interval.CronDataIntervalTimetable'
const DELTA_TIMETABLE = 'airflow.timetables.interval.DeltaDataIntervalTimetable'

function scheduleOfInterval(dag: JsonObject): Schedule {
  const interval = dag['schedule_interval'] ?? null
  if (interval === null) return { type: 'none' }
  if (interval === '@once') return { type: 'once' }
  if (interval === '@continuous') return { type: 'continuous' }
  if (typeof interval === 'string') return { type: 'cron', expression: interval, timezone: timezoneOf(dag) }
  const { __type, __var } = interval as JsonObject
  if (__type === 'timedelta') return { type: 'delta', ms: fromSeconds(__var as number) }
  throw new UnreadableSerializedDag(dag['_dag_id'] as string, `its schedule_interval of type ${__type} is not known`)
}

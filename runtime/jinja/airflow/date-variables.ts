import { MS_PER_DAY } from './time/calendar.ts'
import { TemplateDateTime } from './time/date-time.ts'
import type { Moment } from './time/moment.ts'
import { dateText, isoText } from './time/text/iso-text.ts'
import { strftime } from './time/text/strftime.ts'
import { UTC } from './time/zone.ts'

/** Milliseconds since the epoch; what a run does not have is null or absent. */
export interface RunDates {
  readonly logicalDateMs: number
  readonly dataIntervalStartMs?: number | null
  readonly dataIntervalEndMs?: number | null
  /** By the schedule; of a manual run both are its own logical date. */
  readonly prevLogicalDateMs?: number | null
  readonly nextLogicalDateMs?: number | null
  readonly prevDataIntervalStartSuccessMs?: number | null
  readonly prevDataIntervalEndSuccessMs?: number | null
  readonly prevStartDateSuccessMs?: number | null
  readonly prevEndDateSuccessMs?: number | null
  readonly clock?: () => number
}

/** Airflow's date variables (airflow/models/taskinstance.py: get_template_context), in UTC. */
export function dateVariables(dates: RunDates): Readonly<Record<string, unknown>> {
  const { logicalDateMs } = dates
  const logical: Moment = { ms: logicalDateMs, zone: UTC }
  const at = (ms: number | null | undefined): TemplateDateTime | null => dateTimeOrNull(ms, dates)
  return {
    ...dayVariables('', logicalDateMs),
    ...dayVariables('yesterday_', logicalDateMs - MS_PER_DAY),
    ...dayVariables('tomorrow_', logicalDateMs + MS_PER_DAY),
    ...dayVariables('prev_', dates.prevLogicalDateMs),
    ...dayVariables('next_', dates.nextLogicalDateMs),
    ts: isoText(logical),
    ts_nodash: strftime(logical, '%Y%m%dT%H%M%S'),
    ts_nodash_with_tz: isoText(logical).replaceAll(/[-:]/g, ''),
    logical_date: at(logicalDateMs),
    execution_date: at(logicalDateMs),
    data_interval_start: at(dates.dataIntervalStartMs),
    data_interval_end: at(dates.dataIntervalEndMs),
    prev_execution_date: at(dates.prevLogicalDateMs),
    next_execution_date: at(dates.nextLogicalDateMs),
    prev_data_interval_start_success: at(dates.prevDataIntervalStartSuccessMs),
    prev_data_interval_end_success: at(dates.prevDataIntervalEndSuccessMs),
    prev_start_date_success: at(dates.prevStartDateSuccessMs),
    prev_end_date_success: at(dates.prevEndDateSuccessMs),
  }
}

function dateTimeOrNull(ms: number | null | undefined, { clock }: RunDates): TemplateDateTime | null {
  if (ms === null || ms === undefined) return null
  return TemplateDateTime.at(ms, 'UTC', clock === undefined ? {} : { clock })
}

/** `ds` and `ds_nodash` of one day. */
function dayVariables(prefix: string, ms: number | null | undefined): Record<string, string | null> {
  const day = ms === null || ms === undefined ? null : dateText({ ms, zone: UTC })
  return { [`${prefix}ds`]: day, [`${prefix}ds_nodash`]: day?.replaceAll('-', '') ?? null }
}

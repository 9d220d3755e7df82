import { TemplateValueError } from '../errors.ts'
import type { Filter } from '../protocol.ts'
import { requireDefined } from '../values/python-types.ts'
import { typeName } from '../values/type-of.ts'
import { type Moment, momentOf } from './time/moment.ts'
import { dateText, isoText } from './time/text/iso-text.ts'
import { strftime } from './time/text/strftime.ts'

/** Airflow's own filters (airflow/templates.py). */
export const AIRFLOW_FILTERS: ReadonlyMap<string, Filter> = new Map([
  ['ds', ofDate(dateText)],
  ['ds_nodash', ofDate(moment => strftime(moment, '%Y%m%d'))],
  ['ts', ofDate(moment => isoText(moment))],
  ['ts_nodash', ofDate(moment => strftime(moment, '%Y%m%dT%H%M%S'))],
  ['ts_nodash_with_tz', ofDate(moment => isoText(moment).replaceAll(/[-:]/g, ''))],
])

/** None stays None. */
function ofDate(format: (moment: Moment) => string): Filter {
  return value => {
    if (requireDefined(value) === null) return null
    const moment = momentOf(value)
    if (moment === undefined) throw new TemplateValueError(`expected a date and time, got '${typeName(value)}'`)
    return format(moment)
  }
}

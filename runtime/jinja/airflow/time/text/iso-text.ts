import { pad } from '../calendar.ts'
import { type Moment, momentFields, offsetOf } from '../moment.ts'

export const dateText = (moment: Moment): string => {
  const { year, month, day } = momentFields(moment)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

/** `01:02:03`, with microseconds where there are any. */
export function timeText(moment: Moment): string {
  const { microsecond } = momentFields(moment)
  return clockText(moment) + (microsecond === 0 ? '' : `.${pad(microsecond, 6)}`)
}

export function clockText(moment: Moment): string {
  const { hour, minute, second } = momentFields(moment)
  return `${pad(hour)}:${pad(minute)}:${pad(second)}`
}

/** Python's datetime.isoformat(). */
export const isoText = (moment: Moment, separator = 'T'): string =>
  dateText(moment) + separator + timeText(moment) + offsetOf(moment)

import type { JsonValue } from '../../model/keys.ts'

/** `dag.schedule_interval` for people: a cron expression or preset as it is, a timedelta as `1d 02:30:00`. */
export function scheduleText(stored: JsonValue): string | null {
  if (typeof stored === 'string') return stored
  if (typeof stored !== 'object' || stored === null) return null
  const { attrs } = stored as { readonly attrs?: Readonly<Record<string, number>> }
  if (attrs === undefined) return null
  const { days = 0, seconds = 0 } = attrs
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19)
  if (seconds === 0) return `${days}d`
  return days === 0 ? clock : `${days}d ${clock}`
}

import { instantOfWall } from '../../model/wall-clock.ts'

/**
 * Reads ISO 8601 with or without time, fraction and offset, to ms since the epoch; without an offset the time is meant
 * in `timezone`. Null for anything else.
 */
export function parseDateTime(text: string, timezone: string): number | null {
  const match = ISO_8601.exec(text.trim())
  if (match === null) return null
  const { date, clock, fraction, offset } = match.groups as Record<string, string | undefined>
  const wallMs = Date.parse(`${date}T${(clock ?? '00:00').padEnd(8, ':00')}Z`)
  if (Number.isNaN(wallMs) || !new Date(wallMs).toISOString().startsWith(date as string)) return null
  const exactMs = wallMs + Number((fraction ?? '').padEnd(6, '0').slice(0, 6)) / 1000
  return offset === undefined ? instantOfWall(timezone, exactMs) : exactMs - offsetMs(offset)
}

const ISO_8601 =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<clock>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d+))?)? ?(?<offset>Z|[+-]\d\d(?::?\d\d)?)?$/i

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(3).replace(':', ''))
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

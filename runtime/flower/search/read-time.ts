import { BadSearch } from '../errors.ts'

/** Seconds since the epoch of `2026-11-22`, `2026-11-22 10:00` or an ISO date and time; UTC unless it says otherwise. @throws BadSearch */
export function secondsOf(field: string, text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = TIME.exec(text.trim()) ?? []
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`)
  if (!Number.isNaN(ms)) return ms / 1000
  throw new BadSearch(`${field} has the time "${text}", expected one such as 2026-11-22 or "2026-11-22 10:00", in UTC`)
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/

import type { Config } from '../../config/config.ts'
import { instantOfWall } from '../../model/wall-clock.ts'
import { InvalidArgument } from '../frame/errors.ts'

/** An ISO 8601 date or date and time as ms since the epoch; null when it is none. Without an offset the zone counts. */
export function parseDate(text: string, timezone: string): number | null {
  const match = ISO.exec(text.trim())
  if (match === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
  const fields = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const wallMs = Date.UTC(fields[0], fields[1] - 1, ...(fields.slice(2) as [number, number, number, number]))
  if (new Date(wallMs).getUTCDate() !== fields[2] || fields[1] > 12) return null
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6)) / 1000
  if (offset === undefined) return instantOfWall(timezone, wallMs) + micros
  return wallMs - offsetMs(offset) + micros
}

/** [core] default_timezone as an IANA name. */
export function defaultTimezone(config: Config): string {
  const name = config.string('core', 'default_timezone')
  return name.toLowerCase() === 'system' ? Intl.DateTimeFormat().resolvedOptions().timeZone : name
}

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const [hours = '0', minutes = '0'] = [offset.slice(1, 3), offset.slice(3).replace(':', '') || '0']
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return offset.startsWith('-') ? -ms : ms
}

/** The value of a date option; null where it was not given. @throws InvalidArgument */
export function dateOption(config: Config, flags: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const ms = parseDate(text, defaultTimezone(config))
  if (ms === null)
    throw new InvalidArgument(flags, { got: text, expected: 'a date such as 2026-11-22 or 2026-11-22T06:00:00+00:00' })
  return ms
}

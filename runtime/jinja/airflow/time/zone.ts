import { Temporal } from 'temporal-polyfill'
import { TemplateValueError } from '../../errors.ts'
import { fieldsOf } from './calendar.ts'

/** A time zone; offsets are seconds east of UTC. */
export interface Zone {
  readonly name: string
  offsetSeconds(ms: number): number
  /** What a clock in the zone shows, as milliseconds, to the moment. */
  toMs(localMs: number): number
  /** `CEST`, or the offset where the zone has no letters. */
  abbreviation(ms: number): string
}

export const UTC: Zone = {
  name: 'UTC',
  offsetSeconds: () => 0,
  toMs: localMs => localMs,
  abbreviation: () => 'UTC',
}

const zones = new Map<string, Zone>()

/** An IANA name or an offset such as `+08:00`; throws TemplateValueError for any other. */
export function zoneOf(name: string): Zone {
  if (name === 'UTC' || name === 'utc') return UTC
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = createZone(name)
  zones.set(name, zone)
  return zone
}

/** A fixed offset as Python's %z reads it. */
export function fixedZone(offsetSeconds: number): Zone {
  const name = offsetText(offsetSeconds, ':')
  return {
    name,
    offsetSeconds: () => offsetSeconds,
    toMs: localMs => localMs - offsetSeconds * 1000,
    abbreviation: () => name,
  }
}

/** `+0200`, with the separator between hours and minutes. */
export function offsetText(offsetSeconds: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offsetSeconds) / 60)
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0')
  return `${offsetSeconds < 0 ? '-' : '+'}${hours}${separator}${String(minutes % 60).padStart(2, '0')}`
}

function createZone(name: string): Zone {
  requireZone(name)
  return {
    name,
    offsetSeconds: ms =>
      Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(name).offsetNanoseconds / 1e9,
    toMs: localMs => {
      const { year, month, day, hour, minute, second } = fieldsOf(Math.floor(localMs))
      const plain = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second })
      // Where a clock shows a time twice or never, pendulum takes the later offset or moves on.
      const { epochMilliseconds } = plain.toZonedDateTime(name, { disambiguation: 'later' })
      return epochMilliseconds + (localMs - Math.floor(localMs / 1000) * 1000)
    },
    abbreviation: ms => abbreviation(name, ms),
  }
}

function requireZone(name: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
  } catch (cause) {
    throw new TemplateValueError(`Unknown time zone "${name}". Use an IANA name such as Europe/Berlin`, { cause })
  }
}

/** Which letters a zone has depends on the language in ICU. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ']

function abbreviation(name: string, ms: number): string {
  for (const locale of LOCALES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }).formatToParts(ms)
    const text = parts.find(part => part.type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]{2,5}$/.test(text) && (text !== 'GMT' || name === 'Europe/London')) return text
  }
  const offset = zoneOf(name).offsetSeconds(ms)
  return offsetText(offset, '').replace(/00$/, '')
}

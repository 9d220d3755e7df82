import { dateTimeText, zoneOffsetMs } from './format.ts'

/** What an input of type datetime-local shows for an instant in a time zone. */
export const localText = (ms: number, zone: string): string => dateTimeText(ms, zone).slice(0, 16).replace(' ', 'T')

/** The instant that such an input means in a time zone; null while it means none. */
export function instantOf(text: string, zone: string): number | null {
  const asUtcMs = Date.parse(`${text}Z`)
  if (Number.isNaN(asUtcMs)) return null
  // The offset of the zone at that time may be another than at the same time of UTC.
  return asUtcMs - zoneOffsetMs(asUtcMs - zoneOffsetMs(asUtcMs, zone), zone)
}

import { SlipstreamError } from '../model/errors.ts'
import { instantOfWall } from '../model/wall-clock.ts'

/** A logical_date, once rendered, is no date. */
export class InvalidLogicalDate extends SlipstreamError {
  override readonly name = 'InvalidLogicalDate'

  constructor(text: string) {
    super(`logical_date is "${text}", expected a date such as 2026-11-22 or 2026-11-22T06:00:00+00:00`)
  }
}

/** Reads an ISO 8601 date or date and time; without an offset it is meant in that zone. @throws InvalidLogicalDate */
export function logicalDateOf(text: string, timezone: string): number {
  const iso = text.trim().replace(' ', 'T')
  const hasOffset = /T.*(Z|[+-]\d\d(:?\d\d)?)$/i.test(iso)
  const ms = Date.parse(hasOffset ? iso : `${iso}${iso.includes('T') ? '' : 'T00:00'}Z`)
  if (Number.isNaN(ms)) throw new InvalidLogicalDate(text)
  return hasOffset ? ms : instantOfWall(timezone, ms)
}

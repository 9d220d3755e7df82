import { Temporal } from 'temporal-polyfill'
import { SlipstreamError } from './errors.ts'

/** The name is in no time zone database. */
export class UnknownTimezone extends SlipstreamError {
  override readonly name = 'UnknownTimezone'

  constructor(timezone: string, options: ErrorOptions) {
    super(
      `Time zone "${timezone}" is not known. Use an IANA name such as UTC, Europe/Berlin or America/New_York`,
      options,
    )
  }
}

const DAY_MS = 86_400_000
const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'utc', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Z'])

/** Milliseconds that the wall clock there is ahead of UTC at this instant. Throws UnknownTimezone. */
export function offsetMs(timezone: string, atMs: number): number {
  if (UTC_NAMES.has(timezone)) return 0
  const spans = spansOf(timezone)
  const known = spans.find(span => span.startMs <= atMs && atMs < span.endMs)
  if (known !== undefined) return known.offsetMs
  const span = readSpan(timezone, atMs)
  spans.push(span)
  return span.offsetMs
}

/**
 * The instant of a wall-clock time (given as if it were UTC), as Airflow's `make_aware` resolves it: a time that the
 * clock shows twice is the second one, a time that it jumps over moves forward by the length of the jump.
 */
export function instantOfWall(timezone: string, wallMs: number): number {
  const before = offsetMs(timezone, wallMs - DAY_MS)
  const after = offsetMs(timezone, wallMs + DAY_MS)
  return offsetMs(timezone, wallMs - after) === after ? wallMs - after : wallMs - before
}

/** Returns the name unchanged. Throws UnknownTimezone. */
export function checkTimezone(timezone: string): string {
  offsetMs(timezone, 0)
  return timezone
}

/** A time in which a zone keeps one offset. */
interface Span {
  readonly startMs: number
  readonly endMs: number
  readonly offsetMs: number
}

// Asking the time zone database costs some 100 µs, so each span is asked for once.
const spansByZone = new Map<string, Span[]>()

function spansOf(timezone: string): Span[] {
  const known = spansByZone.get(timezone)
  if (known !== undefined) return known
  refuseUnknown(timezone)
  const spans: Span[] = []
  spansByZone.set(timezone, spans)
  return spans
}

function refuseUnknown(timezone: string): void {
  try {
    zoned(timezone, 0)
  } catch (error) {
    throw new UnknownTimezone(timezone, { cause: error })
  }
}

function readSpan(timezone: string, atMs: number): Span {
  const at = zoned(timezone, Math.floor(atMs))
  // "previous" means strictly before, and a span begins at its transition.
  const previous = zoned(timezone, Math.floor(atMs) + 1).getTimeZoneTransition('previous')
  const next = at.getTimeZoneTransition('next')
  return {
    startMs: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    endMs: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1_000_000,
  }
}

const zoned = (timezone: string, ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone)

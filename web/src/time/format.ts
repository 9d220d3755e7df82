/** A duration for people: `340 ms`, `4.2 s`, `3 m 20 s`, `2 h 5 m`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-24 13:05:09` in a time zone of IANA's names. */
export function dateTimeText(ms: number, zone: string): string {
  const format = formats.get(zone) ?? newFormat(zone)
  formats.set(zone, format)
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}:${parts['second']}`
}

/** `13:05:09.120`: the time of day to a millisecond. */
export function timeOfDayText(ms: number, zone: string): string {
  const fraction = String(Math.floor(ms) - Math.floor(ms / 1000) * 1000).padStart(3, '0')
  return `${dateTimeText(ms, zone).slice(11)}.${fraction}`
}

/** How far the clocks of a zone are ahead of UTC at that instant. */
export function zoneOffsetMs(ms: number, zone: string): number {
  const wholeMs = Math.floor(ms / 1000) * 1000
  return Date.parse(`${dateTimeText(wholeMs, zone).replace(' ', 'T')}Z`) - wholeMs
}

const newFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** `5 minutes ago`, `in 3 hours`, in the language of the pages. */
export function relativeText(ms: number, nowMs: number, language: string): string {
  const passed = ms - nowMs
  const [unit, size] = STEPS.find(([, step]) => Math.abs(passed) >= step) ?? (['second', 1000] as const)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(passed / size), unit)
}

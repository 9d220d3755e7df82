/** Times are milliseconds since the epoch everywhere; the fraction holds microseconds, as Airflow's columns do. */

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** Python's `datetime.isoformat()` in UTC: `2026-11-22T00:00:00+00:00`, microseconds only when non-zero. */
export function isoFormat(ms: number): string {
  const { seconds, micros } = split(ms)
  return `${seconds}${micros === 0 ? '' : `.${pad(micros, 6)}`}+00:00`
}

/** What databases hold: `2026-11-22 00:00:00.000000`, UTC. */
export function sqlTimestamp(ms: number): string {
  const { seconds, micros } = split(ms)
  return `${seconds.replace('T', ' ')}.${pad(micros, 6)}`
}

/** Reads `sqlTimestamp`'s form, with or without fraction. */
export function parseSqlTimestamp(text: string): number {
  const seconds = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`)
  const fraction = text.slice(20).padEnd(6, '0').slice(0, 6)
  return seconds + (fraction === '' ? 0 : Number(fraction) / 1000)
}

/** The same of a column that may be empty. */
export const parseSqlTimestampOrNull = (text: string | null): number | null =>
  text === null ? null : parseSqlTimestamp(text)

function split(ms: number): { seconds: string; micros: number } {
  const total = Math.round(ms * 1000)
  const micros = ((total % 1_000_000) + 1_000_000) % 1_000_000
  return { seconds: new Date((total - micros) / 1000).toISOString().slice(0, 19), micros }
}

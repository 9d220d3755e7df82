import { parseDatabaseUrl } from '../database-url.ts'
import { DatabaseUrlError } from '../errors.ts'

export type Format = 'timezone' | 'database_url' | 'autoscale' | 'pattern' | 'http_url'

/** What a text should have been, or null when it is well formed. */
export function formatExpected(format: Format, text: string): string | null {
  return checks[format](text)
}

const checks: Record<Format, (text: string) => string | null> = {
  timezone: text => (isTimeZone(text) ? null : '"system", "utc" or an IANA time zone such as Europe/Amsterdam'),
  database_url: databaseUrlExpected,
  autoscale: text => (isAutoscale(text) ? null : 'two numbers "max,min" with max >= min >= 0, such as 16,4'),
  pattern: text => (isPattern(text) ? null : 'a regular expression'),
  http_url: text => (/^https?:\/\/[^/\s]+/.test(text) ? null : 'a URL that begins with http:// or https://'),
}

function isTimeZone(text: string): boolean {
  // Building a formatter costs a millisecond: the usual names need none.
  if (['utc', 'system'].includes(text.toLowerCase())) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

function databaseUrlExpected(text: string): string | null {
  try {
    const url = parseDatabaseUrl(text)
    const isRelative = url.dialect === 'sqlite' && !url.path.startsWith('/') && url.path !== ':memory:'
    // Airflow refuses it too: each process would make a database of its own where it happens to start.
    return isRelative ? 'an absolute path, with four slashes as in sqlite:////home/airflow/airflow.db' : null
  } catch (error) {
    if (error instanceof DatabaseUrlError) return `a database URL (${error.message})`
    throw error
  }
}

function isAutoscale(text: string): boolean {
  const parts = /^(\d+)\s*,\s*(\d+)$/.exec(text.trim())
  return parts !== null && Number(parts[1]) >= Number(parts[2])
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

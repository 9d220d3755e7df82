import { UnsupportedServer } from '../errors.ts'

/**
 * Refuses servers without SKIP LOCKED, given the answer of `SELECT VERSION()`.
 * @throws UnsupportedServer for MySQL below 8.0 and MariaDB below 10.6
 */
export function checkServerVersion(version: string): void {
  const isMariaDb = /mariadb/i.test(version)
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, '')) ?? []).slice(1).map(Number)
  const isRecent = isMariaDb ? major > 10 || (major === 10 && minor >= 6) : major >= 8
  if (!isRecent) throw new UnsupportedServer(`it is ${version}, MySQL 8.0 or MariaDB 10.6 or newer is needed`)
}

/**
 * @param setting `@@explicit_defaults_for_timestamp`; without it the first timestamp of a table would follow each update
 * @throws UnsupportedServer
 */
export function checkTimestampDefaults(setting: number): void {
  if (setting !== 1) {
    throw new UnsupportedServer('set explicit_defaults_for_timestamp=1 in its configuration and restart it')
  }
}

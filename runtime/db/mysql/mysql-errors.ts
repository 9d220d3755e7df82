import type { MysqlUrl } from '../../config/database-url.ts'
import { DatabaseAccessDenied, DatabaseUnreachable, UnknownDatabase } from '../errors.ts'

const ACCESS_DENIED = ['ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_HOST_NOT_PRIVILEGED']
const UNREACHABLE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]
/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read". */
const TRANSIENT = [1213, 1205, 1020]

/** Says in one line why there is no connection; never with the password. Other errors are returned as they are. */
export function explainConnectionError(error: Error, address: MysqlUrl): Error {
  const place = address.query['unix_socket'] ?? `${address.host}:${address.port}`
  const code = codeOf(error)
  if (ACCESS_DENIED.includes(code)) {
    return new DatabaseAccessDenied(`user ${address.user} at ${place}, database ${address.database}`, { cause: error })
  }
  if (code === 'ER_BAD_DB_ERROR') return new UnknownDatabase(address.database, place, { cause: error })
  if (UNREACHABLE.includes(code)) return new DatabaseUnreachable(place, { cause: error })
  return error
}

/** The transaction was the victim of others and may be run again. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Error && 'errno' in error && TRANSIENT.includes(error.errno as number)

/** What mysql2 says, without a code, of a connection that it has found closed. */
const CLOSED = /closed state|closed connection|Connection lost/i

/** The connection is gone or could not be made: the caller may try again later. */
export const isConnectionLoss = (error: unknown): boolean =>
  error instanceof DatabaseUnreachable ||
  (error instanceof Error && (UNREACHABLE.includes(codeOf(error)) || CLOSED.test(error.message)))

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

import { DatabaseAccessDenied, DatabaseBusy, UnknownDatabase } from './errors.ts'
import { isConnectionLoss } from './mysql/mysql-errors.ts'

/** SQLSTATE classes: data that is not right, a constraint. */
const MYSQL_REFUSALS = ['22', '23']
/** Outside of those classes: a row or packet that is too big, text that its column's character set does not have. */
const MYSQL_ERRORS = [1118, 1153, 1366]
/** SQLite: too big, constraint, type mismatch, out of range. */
const SQLITE_ERRORS = [18, 19, 20, 25]

/**
 * Whether the database will not take what is written however often it is asked, or the fault is our own. Else it may take
 * it later: it is away, read-only, full, being migrated, or busy with others.
 */
export function isRefusal(error: unknown): boolean {
  if (isConnectionLoss(error)) return false
  if (!(error instanceof Error)) return true
  if ('errcode' in error) return SQLITE_ERRORS.includes(Number(error.errcode) & 0xff)
  if ('errno' in error) return isMysqlRefusal(error as MysqlError)
  return !PASSING.some(passing => error instanceof passing)
}

const PASSING = [DatabaseBusy, DatabaseAccessDenied, UnknownDatabase]

interface MysqlError extends Error {
  readonly errno: number
  readonly sqlState?: string
}

const isMysqlRefusal = ({ errno, sqlState = '' }: MysqlError): boolean =>
  MYSQL_ERRORS.includes(errno) || MYSQL_REFUSALS.includes(sqlState.slice(0, 2))

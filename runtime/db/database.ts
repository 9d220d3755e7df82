import { Kysely, sql } from 'kysely'
import { type MysqlUrl, parseDatabaseUrl } from '../config/database-url.ts'
import type { DatabaseOptions } from './mysql/mysql-dialect.ts'
import { checkServerVersion } from './mysql/server-version.ts'
import { whileTransient } from './mysql/while-transient.ts'
import { NodeSqliteDialect } from './sqlite/sqlite-dialect.ts'
import { openSqliteSessions } from './sqlite/sqlite-file.ts'
import type { Tables } from './tables.ts'

/** The metadata database; everything that runs for long holds one and closes it at its end. */
export interface Database {
  readonly kysely: Kysely<Tables>
  readonly dialect: 'sqlite' | 'mysql'
  close(): Promise<void>
}

export type Transaction = Kysely<Tables>

export type { DatabaseOptions }

/**
 * Opens what `sql_alchemy_conn` names and makes sure that it answers.
 * @throws DatabaseUrlError, DatabaseUnreachable, DatabaseAccessDenied, UnknownDatabase, UnsupportedServer,
 * DatabaseFileUnusable
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const address = parseDatabaseUrl(url)
  if (address.dialect === 'mysql') return openMysql(address, options)
  const sessions = await openSqliteSessions(address.path)
  const kysely = new Kysely<Tables>({ dialect: new NodeSqliteDialect(sessions) })
  return { kysely, dialect: 'sqlite', close: () => kysely.destroy() }
}

/**
 * Runs the work in one transaction, and again where others made it fail (MySQL's deadlock 1213 and lock wait 1205):
 * the work must not act on anything but the transaction.
 */
export function inTransaction<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return whileTransient(() => database.kysely.transaction().execute(work))
}

/** The MySQL client is loaded by those who use it. */
async function openMysql(address: MysqlUrl, options: DatabaseOptions): Promise<Database> {
  const { mysqlDialect } = await import('./mysql/mysql-dialect.ts')
  const kysely = new Kysely<Tables>({ dialect: mysqlDialect(address, options) })
  const close = () => kysely.destroy()
  try {
    const { rows } = await sql<{ version: string }>`SELECT VERSION() AS version`.execute(kysely)
    checkServerVersion(rows[0]?.version ?? '')
  } catch (error) {
    await close()
    throw error
  }
  return { kysely, dialect: 'mysql', close }
}

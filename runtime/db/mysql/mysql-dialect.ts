import { readFileSync } from 'node:fs'
import { CompiledQuery, type DatabaseConnection, type Dialect, type MysqlPool } from 'kysely'
import { createPool, type PoolOptions } from 'mysql2'
import type { MysqlUrl } from '../../config/database-url.ts'
import { DatabaseUrlError } from '../../config/errors.ts'
import { explainConnectionError } from './mysql-errors.ts'
import { RetryingMysqlDialect } from './retrying-dialect.ts'

export interface DatabaseOptions {
  /** Connections kept to a MySQL server ([database] sql_alchemy_pool_size). */
  readonly poolSize?: number
  readonly connectTimeoutMs?: number
}

/** Kysely's MySQL dialect over a pool, with the session that the table functions expect. */
export function mysqlDialect(address: MysqlUrl, options: DatabaseOptions): Dialect {
  return new RetryingMysqlDialect({ pool: explainingPool(address, options), onCreateConnection: prepareSession })
}

/** A pool whose failures to connect can be shown to a user. */
function explainingPool(address: MysqlUrl, options: DatabaseOptions): MysqlPool {
  const pool = createPool(poolOptions(address, options))
  return {
    getConnection: callback =>
      pool.getConnection((error, connection) =>
        callback(error === null ? null : explainConnectionError(error, address), connection as never),
      ),
    end: callback => pool.end(callback),
  }
}

function poolOptions(address: MysqlUrl, options: DatabaseOptions): PoolOptions {
  return {
    ...transport(address),
    user: address.user,
    password: address.password,
    database: address.database,
    charset: 'UTF8MB4_UNICODE_CI',
    connectTimeout: options.connectTimeoutMs ?? 10_000,
    ...poolSize(Math.max(2, options.poolSize ?? 5)),
    ...TEXT_PROTOCOL,
  }
}

/** Connections that nobody uses are closed by us before the server does it. */
const poolSize = (connectionLimit: number) => ({ connectionLimit, maxIdle: connectionLimit - 1, idleTimeout: 60_000 })

/**
 * Seconds after which the server gives up a session that says nothing, and with it the locks of its transaction: of a host
 * that lost its power, or of a process that was stopped in mid-transaction, nobody would be told otherwise.
 */
const SILENT_SESSION_S = 120

/** Options that MySQLdb's users write; the first two are followed, the others say how we connect anyway. */
const URL_OPTIONS = ['unix_socket', 'ssl_ca', 'charset', 'use_unicode', 'binary_prefix', 'local_infile']

function transport({ host, port, query }: MysqlUrl): PoolOptions {
  const unknown = Object.keys(query).find(option => !URL_OPTIONS.includes(option))
  if (unknown !== undefined) {
    throw new DatabaseUrlError(`option ${unknown} is not known, expected one of ${URL_OPTIONS.join(', ')}`)
  }
  const { unix_socket: socketPath, ssl_ca: ca } = query
  return {
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    ...(ca === undefined ? {} : { ssl: { ca: readFileSync(ca) } }),
  }
}

/** Timestamps stay text, sums are numbers, integers beyond the safe ones are text, JSON stays text. */
const TEXT_PROTOCOL = {
  dateStrings: true,
  timezone: 'Z',
  supportBigNumbers: true,
  decimalNumbers: true,
  jsonStrings: true,
  stringifyObjects: true,
} as const satisfies PoolOptions

async function prepareSession(connection: DatabaseConnection): Promise<void> {
  const variables = `time_zone = '+00:00', innodb_lock_wait_timeout = 20, wait_timeout = ${SILENT_SESSION_S}`
  await connection.executeQuery(CompiledQuery.raw(`SET ${variables}`))
  await connection.executeQuery(CompiledQuery.raw('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'))
}

import { open } from 'node:fs/promises'
import type { Connection } from '../../db/connection.ts'
import { openDatabase } from '../../db/database.ts'
import { SlipstreamError } from '../../model/errors.ts'
import { type Check, PATIENCE_MS } from './check.ts'

class NoSqliteFile extends SlipstreamError {
  override readonly name = 'NoSqliteFile'
}

/** Signs in, and asks for the version. */
export const checkMysql: Check = async connection => {
  const url = urlOf('mysql', connection, connection.schema || 'mysql')
  const database = await openDatabase(url, { poolSize: 1, connectTimeoutMs: PATIENCE_MS })
  await database.close()
  return SUCCESS
}

/** The host is the path of the file (Airflow's SqliteHook); nothing but its beginning is read. */
export const checkSqlite: Check = async ({ host }) => {
  await using file = await open(host ?? '', 'r')
  const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
  if (buffer.toString('latin1') !== MAGIC) throw new NoSqliteFile(`${host} is no SQLite file`)
  return SUCCESS
}

const MAGIC = 'SQLite format 3\u0000'

/** Signs in at the vhost that the schema names. AMQP is loaded by those only who have to use it. */
export const checkBroker: Check = async connection => {
  const { BrokerConnection } = await import('../../queue/broker/broker-connection.ts')
  const { parseBrokerUrl } = await import('../../queue/broker/broker-url.ts')
  const failed = Promise.withResolvers<never>()
  await using broker = new BrokerConnection({
    address: parseBrokerUrl(urlOf('amqp', connection, encodeURIComponent(connection.schema || '/'))),
    name: 'airflow connection test',
    connectTimeoutMs: PATIENCE_MS,
    onEvent: event => {
      if (event.type === 'connect_failed') failed.reject(event.error)
    },
  })
  await Promise.race([broker.connected(PATIENCE_MS), failed.promise])
  return SUCCESS
}

/** Airflow's words. */
const SUCCESS = 'Connection successfully tested'

function urlOf(scheme: string, { login, password, host, port }: Connection, path: string): string {
  const user = login ? `${encodeURIComponent(login)}:${encodeURIComponent(password ?? '')}@` : ''
  return `${scheme}://${user}${host || 'localhost'}${port === null ? '' : `:${port}`}/${path}`
}

import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { integer, objectOf, optional, port, text } from '../frame/fields.ts'
import type { Host } from '../host/host.ts'
import type { MysqlServer } from '../types/services.ts'
import { CredentialsRefused, ServiceFailed, ServiceUnreachable } from './errors.ts'

export const mysqlServer = objectOf({ address: optional(text), port: optional(port), user: text, password: text })

/** With which it is another server: one that has an address is the same from whichever host it is reached. */
export const ANOTHER_MYSQL = ['server.address ?? host.address', 'server.port'] as const

export const readyTimeout = optional(integer(1, 3600), 180)

/** What one can ask a server, while it is connected. */
export interface Sql {
  readonly rows: (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly run: (statement: string) => Promise<void>
}

/** One connection through the host. @throws ServiceUnreachable, CredentialsRefused, ServiceFailed */
export async function withMysql<T>(host: Host, server: MysqlServer, work: (sql: Sql) => Promise<T>): Promise<T> {
  const place = placeOf(server)
  const name = nameOf(host, server)
  return host
    .forward(place, async stream => {
      const connection = await connect(stream, server, name)
      try {
        return await work(sqlOf(connection, name))
      } finally {
        connection.destroy()
      }
    })
    .catch((error: Error) => {
      throw 'reason' in error
        ? new ServiceUnreachable(`Nothing answers as ${name}: ${error.message}`, { cause: error })
        : error
    })
}

export const nameOf = (host: Host, server: MysqlServer): string => {
  const { address, port: number } = placeOf(server)
  return `MySQL at ${address}:${number} of ${host.name}`
}

/** How a text is written in a statement, whatever is in it and whatever the SQL mode says of backslashes. */
export const textLiteral = (value: string): string => `_utf8mb4 X'${Buffer.from(value).toString('hex')}'`

export const quoted = (value: string): string => `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`

export const identifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``

const placeOf = ({ address = '127.0.0.1', port: number = 3306 }: MysqlServer) => ({ address, port: number })

async function connect(stream: unknown, { user, password }: MysqlServer, name: string): Promise<Connection> {
  try {
    return await createConnection({ stream, user, password, connectTimeout: 10_000, charset: 'utf8mb4' })
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
      throw new CredentialsRefused(`${name} refuses the user ${user}: ${message}`, { cause: error })
    }
    throw new ServiceUnreachable(`Nothing answers as ${name}: ${message}`, { cause: error })
  }
}

function sqlOf(connection: Connection, name: string): Sql {
  const query = async (sql: string) => {
    try {
      return await connection.query<RowDataPacket[]>({ sql, timeout: 60_000 })
    } catch (error) {
      throw new ServiceFailed(`${name}: ${(error as Error).message}`, { cause: error })
    }
  }
  return {
    rows: async statement => (await query(statement))[0],
    run: async statement => void (await query(statement)),
  }
}

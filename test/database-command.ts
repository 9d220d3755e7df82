import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'
import { createDataFolder, loopbackArguments } from '../scripts/servers/database-home.ts'

/** May do everything. MySQL 9 lets nobody in by the old kinds of password: this one takes its caching_sha2_password. */
export const DATABASE_USER = { user: 'slipstream', password: 'p@ss/word' }

/** Makes the empty data of a server in `<folder>/data`, and what lets DATABASE_USER in. */
export function createDatabaseHome(binary: string, folder: string): void {
  createDataFolder(binary, join(folder, 'data'))
  writeFileSync(
    join(folder, 'init.sql'),
    `CREATE USER IF NOT EXISTS ${DATABASE_USER.user}@'%' IDENTIFIED BY '${DATABASE_USER.password}';
GRANT ALL ON *.* TO ${DATABASE_USER.user}@'%' WITH GRANT OPTION;\n`,
  )
}

export const serverArguments = (folder: string, port: number): string[] => [
  ...loopbackArguments(join(folder, 'data'), port),
  `--socket=${join(folder, 'server.sock')}`,
  `--init-file=${join(folder, 'init.sql')}`,
  '--innodb-buffer-pool-size=64M',
  // MySQL's second protocol has a port and an address of its own.
  '--loose-mysqlx=OFF',
]

/** What `sql_alchemy_conn` would be. */
export function databaseUrl(port: number, name: string): string {
  return `mysql://${DATABASE_USER.user}:${encodeURIComponent(DATABASE_USER.password)}@127.0.0.1:${port}/${name}`
}

export async function query(port: number, statement: string): Promise<true> {
  const connection: Connection = await createConnection({ host: '127.0.0.1', port, ...DATABASE_USER })
  await connection.query(statement).finally(() => connection.end())
  return true
}

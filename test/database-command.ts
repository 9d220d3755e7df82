import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'

/** May do everything. MySQL 9 lets nobody in by the old kinds of password: this one takes its caching_sha2_password. */
export const DATABASE_USER = { user: 'slipstream', password: 'p@ss/word' }

/** Makes the empty data of a server in `<folder>/data`. */
export function createDataFolder(binary: string, folder: string): void {
  const [command, ...args] = binary.endsWith('mariadbd')
    ? ['mariadb-install-db', '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db']
    : [binary, '--no-defaults', '--initialize-insecure']
  const datadir = `--datadir=${join(folder, 'data')}`
  const result = spawnSync(command as string, [...args, '--user=root', datadir], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.stdout}${result.stderr}`)
  writeFileSync(
    join(folder, 'init.sql'),
    `CREATE USER IF NOT EXISTS ${DATABASE_USER.user}@'%' IDENTIFIED BY '${DATABASE_USER.password}';
GRANT ALL ON *.* TO ${DATABASE_USER.user}@'%' WITH GRANT OPTION;\n`,
  )
}

export function serverArguments(folder: string, port: number): string[] {
  return [
    '--no-defaults',
    '--user=root',
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'server.sock')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--innodb-buffer-pool-size=64M',
    '--explicit-defaults-for-timestamp=1',
    // MySQL's second protocol has a port and an address of its own.
    '--loose-mysqlx=OFF',
  ]
}

/** What `sql_alchemy_conn` would be. */
export function databaseUrl(port: number, name: string): string {
  return `mysql://${DATABASE_USER.user}:${encodeURIComponent(DATABASE_USER.password)}@127.0.0.1:${port}/${name}`
}

export async function query(port: number, statement: string): Promise<true> {
  const connection: Connection = await createConnection({ host: '127.0.0.1', port, ...DATABASE_USER })
  await connection.query(statement).finally(() => connection.end())
  return true
}

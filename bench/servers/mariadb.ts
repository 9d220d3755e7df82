import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { freePort } from '../system/free-port.ts'
import { Program } from '../system/program.ts'
import { until } from '../system/until.ts'

/** A database server with its durable defaults, on loopback. */
export interface DatabaseServer extends AsyncDisposable {
  readonly pid: number
  readonly version: string
  readonly port: number
  query<T>(statement: string): Promise<T[]>
  /** Makes an empty database; @returns `user:password@host:port/name` */
  createDatabase(name: string): Promise<string>
}

const BINARIES = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/usr/local/mysql/bin/mysqld']
const PASSWORD = 'bench'

/** Null where this machine has neither MariaDB nor MySQL. */
export const databaseBinary = (): string | null => BINARIES.find(existsSync) ?? null

/** @param folder is made, and holds the data */
export async function startDatabaseServer(binary: string, folder: string): Promise<DatabaseServer> {
  mkdirSync(folder, { recursive: true })
  const data = join(folder, 'data')
  createDataFolder(binary, data)
  const port = await freePort()
  const program = new Program(binary, serverArguments(data, port), { logFile: join(folder, 'server.log') })
  const connection = await until(() => connect(port, program), { withinMs: 60_000, what: `${binary} serves ${port}` })
  const query = async <T>(statement: string) => (await connection.query<RowDataPacket[]>(statement))[0] as T[]
  const [{ version } = { version: '' }] = await query<{ version: string }>('SELECT VERSION() AS version')
  return {
    pid: program.pid,
    version,
    port,
    query,
    createDatabase: name => createDatabase(query, { name, port }),
    async [Symbol.asyncDispose]() {
      connection.destroy()
      await program.stop({ withinMs: 20_000 })
    },
  }
}

function createDataFolder(binary: string, data: string): void {
  const [command, ...args] = binary.endsWith('mariadbd')
    ? ['mariadb-install-db', '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db']
    : [binary, '--no-defaults', '--initialize-insecure']
  const result = spawnSync(command as string, [...args, ...asRoot(), `--datadir=${data}`], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.error ?? ''}${result.stdout}${result.stderr}`)
}

/** Only memory and places differ from the defaults; every commit is on the disk before it is answered. */
const serverArguments = (data: string, port: number): string[] => [
  '--no-defaults',
  ...asRoot(),
  `--datadir=${data}`,
  `--socket=${join(data, 'server.sock')}`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--innodb-buffer-pool-size=512M',
  '--innodb-log-file-size=256M',
  '--max-connections=300',
  '--character-set-server=utf8mb4',
  '--explicit-defaults-for-timestamp=1',
]

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : [])

async function connect(port: number, program: Program): Promise<Connection> {
  program.assertRuns()
  return createConnection({ host: '127.0.0.1', port, user: 'root' })
}

async function createDatabase(
  query: DatabaseServer['query'],
  { name, port }: { readonly name: string; readonly port: number },
): Promise<string> {
  await query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
  await query(`CREATE USER IF NOT EXISTS 'airflow'@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`)
  await query(`GRANT ALL ON ${name}.* TO 'airflow'@'127.0.0.1'`)
  return `airflow:${PASSWORD}@127.0.0.1:${port}/${name}`
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { createDataFolder, loopbackArguments } from '../../scripts/servers/database-home.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { Program } from '../system/program.ts'

/** A database server with its durable defaults, on loopback. */
export interface DatabaseServer extends AsyncDisposable {
  readonly pid: number
  readonly version: string
  readonly port: number
  query<T>(statement: string): Promise<T[]>
  /** Makes an empty database; @returns `user:password@host:port/name` */
  createDatabase(name: string): Promise<string>
}

const PASSWORD = 'bench'

/** @param folder is made, and holds the data */
export async function startDatabaseServer(binary: string, folder: string): Promise<DatabaseServer> {
  mkdirSync(folder, { recursive: true })
  const data = join(folder, 'data')
  createDataFolder(binary, data)
  const port = await freePort()
  const program = new Program(binary, serverArguments(data, port), { logFile: join(folder, 'server.log') })
  const connection = await eventually(() => connect(port, program), {
    withinMs: 60_000,
    what: `${binary} serves ${port}`,
    restMs: 50,
  })
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

/** Only memory and places differ from the defaults; every commit is on the disk before it is answered. */
const serverArguments = (data: string, port: number): string[] => [
  ...loopbackArguments(data, port),
  `--socket=${join(data, 'server.sock')}`,
  '--innodb-buffer-pool-size=512M',
  '--innodb-log-file-size=256M',
  '--max-connections=300',
  '--character-set-server=utf8mb4',
]

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

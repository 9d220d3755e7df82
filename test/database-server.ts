import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

/** Set by the global setup; all processes of one test run share the server below this folder. */
export const SERVER_FOLDER_VARIABLE = 'SLIPSTREAM_TEST_DATABASE_FOLDER'

export interface DatabaseServer {
  readonly port: number
  readonly pid: number
}

const BINARIES = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/usr/local/mysql/bin/mysqld']

/** The MariaDB or MySQL program of this machine; null (and no tests on it) where there is none, but never in CI. */
export function serverBinary(): string | null {
  const binary = BINARIES.find(existsSync) ?? null
  if (binary === null && process.env['CI'] === 'true') throw new Error(`no database server: ${BINARIES.join(', ')}`)
  return binary
}

/** The run's server, started by whoever asks first. */
export async function sharedServer(binary: string): Promise<DatabaseServer> {
  const folder = process.env[SERVER_FOLDER_VARIABLE]
  if (folder === undefined) throw new Error('test/global-setup.ts has to be among globalSetup of the vitest config')
  if (await isFirst(folder)) await startServer(binary, folder)
  return eventually(() => readServer(folder), { withinMs: 60_000, what: `the database server in ${folder} is up` })
}

export async function stopServer(folder: string): Promise<void> {
  const server = await readServer(folder).catch(() => null)
  if (server === null) return
  process.kill(server.pid, 'SIGKILL')
  await eventually(async () => !existsSync(`/proc/${server.pid}`) || null, { withinMs: 10_000, what: 'its end' })
}

async function isFirst(folder: string): Promise<boolean> {
  try {
    await (await open(join(folder, 'starting'), 'wx')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readServer(folder: string): Promise<DatabaseServer> {
  return JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'))
}

async function startServer(binary: string, folder: string): Promise<void> {
  const data = join(folder, 'data')
  createDataFolder(binary, data)
  const port = await freePort()
  const log = await open(join(folder, 'server.log'), 'a')
  const child = spawn(binary, serverArguments(data, port), { detached: true, stdio: ['ignore', log.fd, log.fd] })
  child.unref()
  await log.close()
  await eventually(() => connects(port), { withinMs: 50_000, what: `${binary} answers at port ${port}` })
  await writeFile(join(folder, 'server.json.new'), JSON.stringify({ port, pid: child.pid }))
  await rename(join(folder, 'server.json.new'), join(folder, 'server.json'))
}

function createDataFolder(binary: string, data: string): void {
  const [command, ...args] = binary.endsWith('mariadbd')
    ? ['mariadb-install-db', '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db']
    : [binary, '--no-defaults', '--initialize-insecure']
  const result = spawnSync(command as string, [...args, '--user=root', `--datadir=${data}`], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.stdout}${result.stderr}`)
}

/** Durability is given up for speed: the data lives as long as the test run. */
function serverArguments(data: string, port: number): string[] {
  return [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    `--socket=${join(data, 'server.sock')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--innodb-buffer-pool-size=64M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--explicit-defaults-for-timestamp=1',
  ]
}

async function connects(port: number): Promise<true> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' })
  await connection.end()
  return true
}

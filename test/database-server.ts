import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedDatabase } from '../scripts/servers/database-home.ts'
import { eventually } from '../scripts/servers/eventually.ts'
import { freePort } from '../scripts/servers/free-port.ts'
import { createDatabaseHome, query, serverArguments } from './database-command.ts'
import { newestDatabase, usesNewestServers } from './newest-servers.ts'

/** Set by the global setup; all processes of one test run share the server below this folder. */
export const SERVER_FOLDER_VARIABLE = 'SLIPSTREAM_TEST_DATABASE_FOLDER'

export interface DatabaseServer {
  readonly port: number
  readonly pid: number
}

/** MySQL 9 where the test's project is for it, else the MariaDB or MySQL program of this machine; null (and no tests on it) where there is none, but never in CI. */
export function serverBinary(): string | null {
  const binary = usesNewestServers() ? newestDatabase() : installedDatabase()
  if (binary === null && process.env['CI'] === 'true')
    throw new Error('no database server: see scripts/servers/database-home.ts for where it is looked for')
  return binary
}

/** What the names of tests call it. */
export function serverName(binary: string): string {
  if (binary.endsWith('mariadbd')) return 'mariadb'
  return usesNewestServers() ? 'mysql 9' : 'mysql'
}

/** Durability is given up for speed: the data lives as long as the test run. */
const CARELESS = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0']

/** The run's server, started by whoever asks first. */
export async function sharedServer(binary: string): Promise<DatabaseServer> {
  const folder = folderOf(binary)
  await mkdir(folder, { recursive: true })
  if (await isFirst(folder)) await startServer(binary, folder)
  return eventually(() => readServer(folder), { withinMs: 60_000, what: `the database server in ${folder} is up` })
}

/** Ends what was started below the folder that the variable names. */
export async function stopServers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await stopServer(join(folder, name))
}

// Servers of two kinds may serve one test run.
function folderOf(binary: string): string {
  const folder = process.env[SERVER_FOLDER_VARIABLE]
  if (folder === undefined) throw new Error('test/global-setup.ts has to be among globalSetup of the vitest config')
  return join(folder, serverName(binary).replace(' ', '-'))
}

async function stopServer(folder: string): Promise<void> {
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
  createDatabaseHome(binary, folder)
  const port = await freePort()
  const log = await open(join(folder, 'server.log'), 'a')
  const child = spawn(binary, [...serverArguments(folder, port), ...CARELESS], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  await log.close()
  await eventually(() => query(port, 'SELECT 1'), { withinMs: 50_000, what: `${binary} answers at port ${port}` })
  await writeFile(join(folder, 'server.json.new'), JSON.stringify({ port, pid: child.pid }))
  await rename(join(folder, 'server.json.new'), join(folder, 'server.json'))
}

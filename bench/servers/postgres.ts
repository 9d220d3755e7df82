import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { Program } from '../system/program.ts'

/** A PostgreSQL with its durable defaults, on loopback. */
export interface PostgresServer extends AsyncDisposable {
  readonly pid: number
  readonly version: string
  /** Makes an empty database; @returns `user:password@host:port/name` */
  createDatabase(name: string): string
}

/** The folder of PostgreSQL's programs, of the newest version here; null where there is none. */
export const postgresFolder = (): string | null =>
  globSync('/usr/lib/postgresql/*/bin')
    .filter(folder => existsSync(join(folder, 'postgres')))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1) ?? null

/** @param folder is made, and holds the data */
export async function startPostgres(programs: string, folder: string): Promise<PostgresServer> {
  const owner = ownerOfData()
  prepareFolder(folder, owner)
  const data = join(folder, 'data')
  const initial = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']
  run(join(programs, 'initdb'), initial, { ...owner, cwd: folder })
  const port = await freePort()
  const args = serverArguments(folder, port)
  const server = new Program(join(programs, 'postgres'), ['-D', data, ...args], {
    ...owner,
    cwd: folder,
    logFile: join(folder, 'server.log'),
  })
  const psql = (statement: string) =>
    run(join(programs, 'psql'), ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'postgres', '-Atqc', statement], {})
  const probe = async () => {
    server.assertRuns()
    return psql('SHOW server_version')
  }
  const version = await eventually(probe, { withinMs: 60_000, what: `PostgreSQL serves port ${port}`, restMs: 200 })
  return {
    pid: server.pid,
    version: version.trim(),
    createDatabase(name) {
      psql(`CREATE DATABASE ${name}`)
      return `postgres:unused@127.0.0.1:${port}/${name}`
    },
    // SIGINT is its fast shutdown: it ends connections instead of waiting for them.
    [Symbol.asyncDispose]: () => server.stop({ withinMs: 20_000, signal: 'SIGINT' }),
  }
}

interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL does not run as root; its package brings a user for it. */
function ownerOfData(): Owner {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? []
  if (uid === undefined) throw new Error('There is no user postgres here to run PostgreSQL as')
  return { uid: Number(uid), gid: Number(gid) }
}

function prepareFolder(folder: string, { uid, gid }: Owner): void {
  mkdirSync(folder, { recursive: true })
  if (uid === undefined || gid === undefined) return
  chownSync(folder, uid, gid)
  // Its user has to get through the temporary folder that holds this one.
  chmodSync(join(folder, '..'), 0o711)
}

const serverArguments = (folder: string, port: number): string[] => [
  '-p',
  String(port),
  ...[
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'shared_buffers=512MB',
    'max_connections=300',
  ].flatMap(setting => ['-c', setting]),
]

function run(command: string, args: readonly string[], options: Owner & { readonly cwd?: string }): string {
  const result = spawnSync(command, args, { ...options, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.error ?? ''}${result.stdout}${result.stderr}`)
  return result.stdout
}

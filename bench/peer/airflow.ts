import { mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { freePort } from '../../scripts/servers/free-port.ts'
import { basicAuth, caller } from '../system/api.ts'
import { Program } from '../system/program.ts'
import { ProgramSet } from '../system/program-set.ts'
import type { Contestant } from './contestant.ts'
import { writeAirflowDags } from './dag-files.ts'
import type { Release } from './install.ts'
import type { PeerServers } from './peer-servers.ts'
import { settingsOf } from './settings.ts'

export interface Installed {
  readonly release: Release
  /** The folder of its programs. */
  readonly bin: string
}

const QUICK_WORKER = ['celery', 'worker', '--without-mingle', '--without-gossip', '--skip-serve-logs']

/** The programs of each release, by name: what `airflow` is started with. */
const PROGRAMS: Readonly<Record<Release, Readonly<Record<string, readonly string[]>>>> = {
  'airflow-2.11': {
    scheduler: ['scheduler', '--skip-serve-logs'],
    webserver: ['webserver'],
    triggerer: ['triggerer', '--skip-serve-logs'],
    worker: QUICK_WORKER,
  },
  'airflow-3.3': {
    scheduler: ['scheduler', '--skip-serve-logs'],
    webserver: ['api-server'],
    'dag-processor': ['dag-processor'],
    triggerer: ['triggerer', '--skip-serve-logs'],
    worker: QUICK_WORKER,
  },
}

const [USER, PASSWORD] = ['admin', 'admin']

/** A real Airflow with its database made, not started yet. */
export async function createAirflow({ release, bin }: Installed, servers: PeerServers): Promise<Contestant> {
  const isFirst = release === 'airflow-2.11'
  const home = join(servers.folder, release)
  mkdirSync(home)
  const webPort = await freePort()
  const databaseAddress = isFirst
    ? await servers.database.createDatabase('airflow2')
    : servers.postgres.createDatabase('airflow3')
  const brokerUrl = servers.broker.url(isFirst ? 'airflow2' : 'airflow3')
  const place = { home, webPort, databaseAddress, brokerUrl }
  const env = { ...cleanEnvironment(), ...settingsOf(release, place), PATH: bin + delimiter + process.env['PATH'] }
  await execa(join(bin, 'airflow'), ['db', 'migrate'], { env, extendEnv: false })
  if (isFirst) await createUser(bin, env)
  return {
    name: release,
    programs: new ProgramSet(recipesOf({ release, bin }, home, env)),
    writeDags: options => writeAirflowDags(join(home, 'dags'), options),
    call: isFirst
      ? caller({ port: webPort, prefix: '/api/v1', authorize: basicAuth(USER, PASSWORD) })
      : caller({ port: webPort, prefix: '/api/v2', authorize: tokenAuth(webPort) }),
    triggerBody: isFirst ? { conf: {} } : { conf: {}, logical_date: null },
    services: { database: isFirst ? servers.database.pid : servers.postgres.pid, broker: servers.broker.pid },
    pollMs: 500,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** Nothing of ours, and no Python of somebody else's, may reach it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { HOME, TZ, TMPDIR } = process.env
  return { HOME, TZ, TMPDIR, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', C_FORCE_ROOT: '1' }
}

async function createUser(bin: string, env: NodeJS.ProcessEnv): Promise<void> {
  const person = ['-u', USER, '-p', PASSWORD, '-r', 'Admin', '-e', 'admin@example.com', '-f', 'Bench', '-l', 'Mark']
  await execa(join(bin, 'airflow'), ['users', 'create', ...person], { env, extendEnv: false })
}

function recipesOf({ release, bin }: Installed, home: string, env: NodeJS.ProcessEnv) {
  const recipes = Object.entries(PROGRAMS[release]).map(([name, args]) => {
    const start = () => new Program(join(bin, 'airflow'), args, { env, cwd: home, logFile: join(home, `${name}.log`) })
    return [name, start] as const
  })
  return Object.fromEntries(recipes)
}

/** Airflow 3 takes a token, which its simple auth manager gives to everybody here. */
function tokenAuth(port: number): () => Promise<string> {
  let known: string | null = null
  return async () => {
    known ??= await askForToken(port)
    return `Bearer ${known}`
  }
}

async function askForToken(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: USER, password: PASSWORD }),
  })
  if (!response.ok) throw new Error(`Airflow gives no token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { access_token: string }).access_token
}

import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../scripts/servers/free-port.ts'
import { ProgramSet } from '../system/program-set.ts'
import { callerOf, type Home, prepareHome, service } from '../system/slipstream.ts'
import type { System } from '../system/system.ts'
import { temporaryFolder } from '../system/temporary-folder.ts'
import { MAX_ACTIVE_TASKS } from '../system/workloads.ts'
import type { Servers } from './servers.ts'

export interface ClusterOptions {
  readonly workers?: number
  readonly hasFlower?: boolean
  /** Over the settings of the published workloads. */
  readonly settings?: NodeJS.ProcessEnv
}

/** Our distributed engine: scheduler, webserver, workers and perhaps flower, not started yet. */
export interface Cluster extends System {
  readonly home: Home
  readonly databaseName: string
}

/** Slots of each worker, ours and Airflow's. */
export const CONCURRENCY = 16

export async function createCluster(servers: Servers, options: ClusterOptions = {}): Promise<Cluster> {
  const databaseName = `ours_${randomBytes(4).toString('hex')}`
  const databaseUrl = `mysql://${await servers.database.createDatabase(databaseName)}`
  const home = await prepareHome({ ...settingsOf(servers, databaseUrl), ...options.settings })
  const [webPort, flowerPort] = [await freePort(), await freePort()]
  const workerHomes = Array.from({ length: options.workers ?? 1 }, () => homeOfWorker(home))
  const programs = new ProgramSet({
    scheduler: service(home, 'scheduler', ['scheduler']),
    webserver: service(home, 'webserver', ['webserver', '-p', String(webPort)]),
    ...Object.fromEntries(workerHomes.map((workerHome, index) => workerOf(`worker${index + 1}`, workerHome))),
    ...(options.hasFlower === true && {
      flower: service(home, 'flower', ['celery', 'flower', '-H', '127.0.0.1', '-p', String(flowerPort)]),
    }),
  })
  return {
    name: 'ours',
    home,
    databaseName,
    programs,
    call: callerOf(webPort),
    triggerBody: { conf: {} },
    services: { database: servers.database.pid, broker: servers.broker.pid },
    pollMs: 100,
    [Symbol.asyncDispose]: () => programs.stop(),
  }
}

const settingsOf = (servers: Servers, databaseUrl: string): NodeJS.ProcessEnv => ({
  AIRFLOW__CORE__EXECUTOR: 'CeleryExecutor',
  AIRFLOW__CORE__PARALLELISM: String(MAX_ACTIVE_TASKS),
  AIRFLOW__CORE__FERNET_KEY: `${randomBytes(32).toString('base64url')}=`,
  AIRFLOW__WEBSERVER__SECRET_KEY: randomBytes(16).toString('hex'),
  AIRFLOW__WEBSERVER__WEB_SERVER_HOST: '127.0.0.1',
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: databaseUrl,
  AIRFLOW__CELERY__BROKER_URL: servers.broker.url('ours'),
  AIRFLOW__CELERY__WORKER_CONCURRENCY: String(CONCURRENCY),
})

/** Each worker is a host of its own, with the same dags folder. */
function homeOfWorker(home: Home): Home {
  const folder = temporaryFolder('worker')
  mkdirSync(join(folder, 'bench'))
  const env = { ...home.env, AIRFLOW_HOME: folder, AIRFLOW__CORE__DAGS_FOLDER: join(home.folder, 'dags') }
  return { folder, env }
}

const workerOf = (name: string, home: Home) =>
  [name, service(home, name, ['celery', 'worker', '--skip-serve-logs', '-H', name])] as const

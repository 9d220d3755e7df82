import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../../runtime/db/database.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { Airflow, type AirflowProgram, processesOf } from '../airflow.ts'

/** One program of the cluster, with all that it printed. */
export type Program = ReturnType<Airflow['start']>

export interface ClusterPlace {
  /** `sql_alchemy_conn` */
  readonly databaseUrl: string
  readonly brokerUrl: string
  readonly env?: NodeJS.ProcessEnv
  /** The sources, where it is not given. */
  readonly program?: AirflowProgram
}

export interface WorkerOptions {
  readonly queues?: string
  readonly concurrency?: number
  readonly servesLogs?: boolean
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/**
 * A cluster of the CeleryExecutor as an operator runs it: every host has an AIRFLOW_HOME of its own, the DAG files are the
 * same everywhere, and all else goes through the database and the broker. Disposing it ends all of it.
 */
export class Cluster implements AsyncDisposable {
  /** The host of scheduler, webserver and commands; its dags folder is that of the whole cluster. */
  readonly head: Airflow
  readonly database: Database
  readonly #hosts: Airflow[] = []
  #runs = 0
  readonly #env: NodeJS.ProcessEnv
  readonly #program: AirflowProgram | undefined

  private constructor(
    head: Airflow,
    database: Database,
    place: { readonly env: NodeJS.ProcessEnv; readonly program: AirflowProgram | undefined },
  ) {
    this.head = head
    this.database = database
    this.#env = place.env
    this.#program = place.program
    this.#hosts.push(head)
  }

  /** @param place its database is made, its broker is there */
  static async create({ databaseUrl, brokerUrl, env = {}, program }: ClusterPlace): Promise<Cluster> {
    const shared = { ...SETTINGS, ...secrets(), ...env, AIRFLOW__CELERY__BROKER_URL: brokerUrl }
    const clusterEnv = { ...shared, AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: databaseUrl }
    const head = await Airflow.create(clusterEnv, program)
    await succeeded(head.run('db', 'migrate'))
    const dags = { AIRFLOW__CORE__DAGS_FOLDER: head.dagsFolder }
    return new Cluster(head, await openDatabase(databaseUrl), { env: { ...clusterEnv, ...dags }, program })
  }

  /** One more host. */
  async host(env: NodeJS.ProcessEnv = {}): Promise<Airflow> {
    const host = await Airflow.create({ ...this.#env, ...env }, this.#program)
    this.#hosts.push(host)
    return host
  }

  /** Starts a worker on that host, or on a new one; it takes tasks when this returns. */
  async worker(name: string, options: WorkerOptions = {}, on?: Airflow): Promise<Program> {
    const { queues = 'default', concurrency = 8, servesLogs = false, args: more = [], env } = options
    const args = ['-H', name, '-q', queues, '-c', String(concurrency), ...(servesLogs ? [] : ['-s']), ...more]
    const worker = (on ?? (await this.host(env))).start('celery', 'worker', ...args)
    return says(worker, `Worker celery@${name} takes up to`)
  }

  async scheduler(on = this.head): Promise<Program> {
    return says(on.start('scheduler'), 'Scheduler started on')
  }

  /** Starts the webserver, with an admin for `head.call`. */
  async webserver(): Promise<Program> {
    const [name, password] = ['admin', randomBytes(9).toString('base64url')]
    const person = ['-r', 'Admin', '-u', name, '-e', 'admin@example.com', '-f', 'Ada', '-l', 'Admin']
    await succeeded(this.head.run('users', 'create', ...person, '-p', password))
    writeFileSync(join(this.head.home, 'standalone_admin_password.txt'), password)
    return says(this.head.start('webserver'), 'Webserver listens on')
  }

  /** Triggers a run as soon as the DAG is known; each is of another day. */
  async trigger(dagId: string, runId: string): Promise<void> {
    await eventually(() => this.#dag(dagId), { withinMs: 20_000, what: `DAG ${dagId}` })
    this.#runs += 1
    const date = new Date(Date.UTC(2026, 0, this.#runs)).toISOString()
    await succeeded(this.head.run('dags', 'trigger', dagId, '-r', runId, '-e', date))
  }

  /** The state in which the run ended. */
  async untilEnded(dagId: string, runId: string, withinMs = 60_000): Promise<string> {
    return eventually(
      async () => {
        const run = await this.#runOf(dagId, runId)
        return run?.state === 'success' || run?.state === 'failed' ? run.state : null
      },
      { withinMs, what: `the end of ${dagId} ${runId}` },
    )
  }

  /** Every process that was started for a host and still lives. */
  processes(): number[] {
    return this.#hosts.flatMap(host => processesOf(host.home))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close()
    for (const host of this.#hosts) await host[Symbol.asyncDispose]()
  }

  async #dag(dagId: string): Promise<object | null> {
    const { kysely } = this.database
    return (
      (await kysely.selectFrom('serialized_dag').select('dag_id').where('dag_id', '=', dagId).executeTakeFirst()) ??
      null
    )
  }

  #runOf(dagId: string, runId: string) {
    const runs = this.database.kysely.selectFrom('dag_run').select('state')
    return runs.where('dag_id', '=', dagId).where('run_id', '=', runId).executeTakeFirst()
  }
}

/** Impatient, so that tests need not wait for what a real cluster has time for. */
const SETTINGS: NodeJS.ProcessEnv = {
  AIRFLOW__CORE__EXECUTOR: 'CeleryExecutor',
  AIRFLOW__CORE__PARALLELISM: '64',
  AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1',
  AIRFLOW__SLIPSTREAM__WORKER_LEASE_SECONDS: '3',
  AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC: '1',
  AIRFLOW__SCHEDULER__ZOMBIE_DETECTION_INTERVAL: '0.5',
  AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD: '4',
}

const secrets = (): NodeJS.ProcessEnv => ({
  AIRFLOW__CORE__FERNET_KEY: `${randomBytes(32).toString('base64url')}=`,
  AIRFLOW__WEBSERVER__SECRET_KEY: randomBytes(16).toString('hex'),
})

async function succeeded(command: ReturnType<Airflow['run']>): Promise<void> {
  const { code, output } = await command
  if (code !== 0) throw new Error(`a command failed with ${code}: ${output}`)
}

/** Until the program has printed that. */
export async function says(program: Program, text: string, withinMs = 20_000): Promise<Program> {
  const isSaid = async () => program.output().includes(text) || null
  await eventually(isSaid, { withinMs, what: `"${text}"` }).catch(error => {
    throw new Error(`${error.message}; it printed: ${program.output()}`, { cause: error })
  })
  return program
}

/** Its exit code, once it has ended; a signal counts as -1. */
export async function exitOf(program: Program, withinMs = 20_000): Promise<number> {
  const hasEnded = async () => program.exitCode ?? (program.signalCode === null ? null : -1)
  return eventually(hasEnded, { withinMs, what: `the end of process ${program.pid}` }).catch(error => {
    throw new Error(`${error.message}; it printed: ${program.output()}`, { cause: error })
  })
}

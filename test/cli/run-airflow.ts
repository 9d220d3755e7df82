import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { saveDag } from '../../runtime/db/dag.ts'
import { type Database, inTransaction, openDatabase } from '../../runtime/db/database.ts'
import { insertJob } from '../../runtime/db/job.ts'
import { migrate } from '../../runtime/db/migrate.ts'
import { planNextRun } from '../../runtime/db/next-run.ts'
import { saveSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { dagHash } from '../../runtime/model/serialized-dag.ts'
import type { Dag } from '../../runtime/sdk/index.ts'
import { AIRFLOW_DEFAULTS } from '../../runtime/sdk/serialization/defaults.ts'
import { serializeDag } from '../../runtime/sdk/serialize.ts'

const PROGRAM = fileURLToPath(new URL('../../runtime/cli/airflow.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** An AIRFLOW_HOME of its own, in which commands run as they do for a user. */
export interface CliHome extends AsyncDisposable {
  readonly path: string
  /** The database of the home, migrated. */
  readonly database: Database
  run(args: readonly string[], options?: RunOptions): Promise<Ran>
  /** The same, not awaited. */
  start(args: readonly string[], options?: RunOptions): ChildProcess
}

export async function makeHome({ dags = [] }: { readonly dags?: readonly Dag[] } = {}): Promise<CliHome> {
  const path = await mkdtemp(join(tmpdir(), 'cli-'))
  const database = await openDatabase(`sqlite:///${join(path, 'airflow.db')}`)
  await migrate(database)
  for (const dag of dags) await storeDag(database, path, dag)
  if (dags.length > 0) await liveScheduler(database)
  return {
    path,
    database,
    start: (args, options = {}) => start(path, args, options),
    run: (args, options = {}) => finished(start(path, args, options), options),
    async [Symbol.asyncDispose]() {
      await database.close()
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** A home that nothing has touched yet; `database` may not be asked for. */
export async function bareHome(): Promise<Omit<CliHome, 'database'>> {
  const path = await mkdtemp(join(tmpdir(), 'cli-'))
  return {
    path,
    start: (args, options = {}) => start(path, args, options),
    run: (args, options = {}) => finished(start(path, args, options), options),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** While a scheduler lives, commands believe the database and leave the dags folder alone. */
async function liveScheduler({ kysely }: Database): Promise<void> {
  const inAnHourMs = Date.now() + 3_600_000
  await insertJob(kysely, {
    jobType: 'SchedulerJob',
    hostname: 'here',
    unixname: 'me',
    executorClass: null,
    atMs: inAnHourMs,
  })
}

async function storeDag(database: Database, home: string, dag: Dag): Promise<void> {
  const relativeFileloc = `${dag.dagId}.ts`
  const fileloc = join(home, 'dags', relativeFileloc)
  const spec = serializeDag(dag, { fileloc, relativeFileloc, defaults: AIRFLOW_DEFAULTS })
  const atMs = Date.now()
  await inTransaction(database, async db => {
    const nextRun = await planNextRun(db, spec, atMs)
    await saveDag(db, { spec, pausedAtCreation: true, nextRun, atMs })
    await saveSerializedDag(db, { spec, hash: dagHash(spec) }, atMs)
  })
}

function start(home: string, args: readonly string[], { env = {} }: RunOptions): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AIRFLOW'))
  return spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...Object.fromEntries(inherited), AIRFLOW_HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

async function finished(child: ChildProcess, { input = '' }: RunOptions): Promise<Ran> {
  // A command that asks nothing may be gone before its input comes.
  child.stdin?.on('error', () => undefined).end(input)
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const [code, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout as NonNullable<typeof child.stdout>),
    text(child.stderr as NonNullable<typeof child.stderr>),
  ])
  return { code, stdout, stderr }
}

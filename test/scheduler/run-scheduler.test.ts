import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { findDagRun } from '../../runtime/db/dag-run.ts'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import { insertJob, listRunningJobs } from '../../runtime/db/job.ts'
import { getSerializedDag } from '../../runtime/db/serialized-dag.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { runScheduler } from '../../runtime/scheduler/run-scheduler.ts'
import { openLog } from '../../runtime/service/log.ts'
import { sendWakeup } from '../../runtime/service/wake-socket.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'

const DAG = `import { Dag } from 'apache-airflow-ts-sdk'
const dag = new Dag('d')
dag.empty('a').before(dag.empty('b'))`

const open = (): Promise<ScratchHome> =>
  openScratchHome({
    dags: { 'd.ts': DAG },
    env: {
      AIRFLOW__SCHEDULER__ZOMBIE_DETECTION_INTERVAL: '0.02',
      AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
    },
  })

/** A scheduler process' whole inside, until disposed. */
function start(home: ScratchHome, lines: string[]): AsyncDisposable {
  const stop = new AbortController()
  const log = openLog('scheduler', 'info', line => lines.push(line))
  const done = runScheduler({ ...home, log, signal: stop.signal, deadline: stop.signal })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done
    },
  }
}

const until = (isSo: () => Promise<boolean> | boolean, what: string): Promise<true> =>
  eventually(async () => (await isSo()) || null, { withinMs: 15_000, what })

const trigger = async ({ home, database }: ScratchHome): Promise<DagRun> => {
  await until(async () => (await getSerializedDag(database.kysely, 'd')) !== null, 'the DAG is read')
  const dag = await getSerializedDag(database.kysely, 'd')
  const nowMs = Date.now()
  const request = {
    runType: 'manual',
    logicalDateMs: nowMs,
    interval: { startMs: nowMs, endMs: nowMs },
    nowMs,
  } as const
  const run = await inTransaction(database, db => createDagRun(db, dag, request))
  await sendWakeup(home, { type: 'dag_run', ...run })
  return run
}

const isDone = (database: Database, run: DagRun) => async (): Promise<boolean> =>
  (await findDagRun(database.kysely, run))?.state === 'success'

test('a scheduler reads DAG files, runs what is triggered, and leaves nothing behind when it stops', async () => {
  await using home = await open()
  const lines: string[] = []
  {
    await using _scheduler = start(home, lines)
    const run = await trigger(home)
    await until(isDone(home.database, run), 'the run is over')
  }
  expect(lines.at(-1)).toContain('Scheduler stopped')
  expect(await listRunningJobs(home.database.kysely, ['SchedulerJob', 'LocalTaskJob'])).toEqual([])
})

test('a second scheduler of one AIRFLOW_HOME is refused with what to do', async () => {
  await using home = await open()
  const lines: string[] = []
  await using _first = start(home, lines)
  await until(() => lines.length > 0, 'the first has started')
  const never = new AbortController().signal
  await expect(runScheduler({ ...home, signal: never, deadline: never })).rejects.toThrow(
    `A scheduler is already running for AIRFLOW_HOME ${home.home}. Stop it first`,
  )
})

test('a database that fails for a while does not end the scheduler, and zombies are found after it', async () => {
  await using home = await open()
  const lines: string[] = []
  await using _scheduler = start(home, lines)
  await trigger(home)
  await rename(home.database, 'job', 'lost')
  await until(() => lines.some(line => line.includes('Zombie detection failed')), 'the failure is said')
  await rename(home.database, 'lost', 'job')
  const job = { jobType: 'LocalTaskJob', hostname: 'h', unixname: 'u', executorClass: null, atMs: 0 } as const
  const zombie = await insertJob(home.database.kysely, job)
  await until(async () => {
    const jobs = await listRunningJobs(home.database.kysely, ['LocalTaskJob'])
    return jobs.every(one => one.id !== zombie)
  }, 'the zombie is found')
})

test('a line on the wake socket that is no event is said and passed over', async () => {
  await using home = await open()
  const lines: string[] = []
  await using _scheduler = start(home, lines)
  await until(() => lines.some(line => line.includes('Scheduler started')), 'it listens')
  await sendWakeup(home.home, 'nonsense' as never)
  await until(() => lines.some(line => line.includes('is no event: "nonsense"')), 'the warning')
  const run = await trigger(home)
  await until(isDone(home.database, run), 'a run is over')
})

const rename = async ({ kysely }: Database, from: string, to: string): Promise<void> => {
  await sql.raw(`ALTER TABLE ${from} RENAME TO ${to}`).execute(kysely)
}

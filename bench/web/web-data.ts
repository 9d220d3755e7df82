import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../runtime/db/database.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { airflow, type Home } from '../system/slipstream.ts'

export const BIG_DAG = 'a_thousand_tasks'
export const BIG_RUNS = 25
export const SMALL_DAGS = 2000
const SMALL_RUNS = 16
const SMALL_TASKS = ['extract', 'check', 'load'] as const

/** 20 groups of 49 tasks, with a gate behind each. */
const BIG_FILE = `
import { Dag } from 'slipstream'
const dag = new Dag('${BIG_DAG}', { schedule: null, isPausedUponCreation: false, tags: ['big'] })
let before: any = null
for (let g = 10; g < 30; g++) {
  const group = dag.taskGroup('stage_' + g)
  const gate = dag.empty('gate_' + g)
  for (let i = 10; i < 59; i++) {
    const task = group.bash('task_' + i, { command: 'echo {{ ds }}' })
    if (before) before.before(task)
    task.before(gate)
  }
  before = gate
}
`

const SMALL_FILE = `
import { Dag } from 'slipstream'
for (let i = 0; i < ${SMALL_DAGS}; i++) {
  const dag = new Dag('dag_' + String(i).padStart(4, '0'), { schedule: '@daily', startDate: new Date('2026-01-01'), tags: ['team_' + i % 20] })
  const [extract, check, load] = ${JSON.stringify(SMALL_TASKS)}.map(name => dag.bash(name, { command: 'true' }))
  extract.before(check)
  check.before(load)
}
`

/** Stores both kinds of DAGs through their files, and their runs as rows. */
export async function storeWebData(home: Home, url: string): Promise<Database> {
  writeFileSync(join(home.folder, 'dags', 'big.ts'), BIG_FILE)
  writeFileSync(join(home.folder, 'dags', 'small.ts'), SMALL_FILE)
  await airflow(home, 'dags', 'reserialize')
  const database = await openDatabase(url)
  for (const dag of dagsOfBench()) await storeRuns(database, dag)
  return database
}

interface StoredDag {
  readonly dagIds: readonly string[]
  readonly taskIds: readonly string[]
  readonly runs: number
}

function* dagsOfBench(): Generator<StoredDag> {
  const stages = Array.from({ length: 20 }, (_, index) => 10 + index)
  const tasks = Array.from({ length: 49 }, (_, index) => 10 + index)
  const bigTasks = stages.flatMap(g => [...tasks.map(i => `stage_${g}.task_${i}`), `gate_${g}`])
  yield { dagIds: [BIG_DAG], taskIds: bigTasks, runs: BIG_RUNS }
  const small = Array.from({ length: SMALL_DAGS }, (_, index) => `dag_${String(index).padStart(4, '0')}`)
  for (const dagIds of chunks(small, 50)) yield { dagIds, taskIds: SMALL_TASKS, runs: SMALL_RUNS }
}

const DAY_MS = 86_400_000
const FIRST_MS = Date.UTC(2026, 9, 1)
const ROWS_PER_INSERT = 500

/** The last run of the big DAG goes on, all others have ended. */
async function storeRuns({ kysely }: Database, { dagIds, taskIds, runs }: StoredDag): Promise<void> {
  const days = Array.from({ length: runs }, (_, day) => day)
  const keys = dagIds.flatMap(dagId => days.map(day => ({ dagId, day })))
  const dagRuns = keys.map(({ dagId, day }) => runRow(dagId, day))
  for (const rows of chunks(dagRuns, ROWS_PER_INSERT))
    await kysely
      .insertInto('dag_run')
      .values(rows as never)
      .execute()
  const instances = keys.flatMap(({ dagId, day }) => taskIds.map((taskId, index) => ({ dagId, day, taskId, index })))
  for (const rows of chunks(instances.map(taskRow), ROWS_PER_INSERT))
    await kysely
      .insertInto('task_instance')
      .values(rows as never)
      .execute()
}

export const runIdOf = (day: number): string => `scheduled__${new Date(FIRST_MS + day * DAY_MS).toISOString()}`

function runRow(dagId: string, day: number) {
  const atMs = FIRST_MS + day * DAY_MS
  const at = (seconds: number) => sqlTimestamp(atMs + seconds * 1000)
  const goesOn = dagId === BIG_DAG && day === BIG_RUNS - 1
  return {
    ...{ dag_id: dagId, run_id: runIdOf(day), run_type: 'scheduled', external_trigger: 0, clear_number: 0 },
    ...{ execution_date: at(0), data_interval_start: at(0), data_interval_end: at(86_400) },
    ...{ queued_at: at(86_400), start_date: at(86_401), updated_at: at(86_500) },
    state: goesOn ? 'running' : stateAt(day),
    end_date: goesOn ? null : at(86_460 + ((day * 37) % 120)),
  }
}

const stateAt = (index: number): string => (index % 9 === 4 ? 'failed' : 'success')

function taskRow(one: {
  readonly dagId: string
  readonly day: number
  readonly taskId: string
  readonly index: number
}) {
  const at = (seconds: number) => sqlTimestamp(FIRST_MS + one.day * DAY_MS + (86_401 + seconds) * 1000)
  return {
    ...{ dag_id: one.dagId, run_id: runIdOf(one.day), task_id: one.taskId, map_index: -1, state: stateAt(one.index) },
    ...{ try_number: 1, max_tries: 0, pool: 'default_pool', pool_slots: 1, queue: 'default', operator: 'BashOperator' },
    ...{ queued_dttm: at(one.index), start_date: at(one.index + 0.1), end_date: at(one.index + 5), duration: 4.9 },
    ...{ hostname: 'host', unixname: 'airflow', priority_weight: 1, updated_at: at(one.index + 5) },
  }
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}

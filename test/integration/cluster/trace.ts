import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Database } from '../../../runtime/db/database.ts'

/** Chains of tasks in the DAG `traced`. */
const CHAINS = 30
/** Tasks of the DAG `lasting`. */
export const LASTING = 8

/** How many task instances a run has. */
const TASKS: Readonly<Record<string, number>> = { traced: CHAINS * 7 + 4, lasting: LASTING }

/**
 * DAGs whose every attempt writes down its start and its end, with its token, and "overlap" when an earlier attempt of
 * the same task still lives: a lock that the processes of an attempt hold until the last of them has ended says so.
 * `traced` has many short tasks, those of `lasting` run until `Trace.letGo`.
 */
export const tracedDags = (folder: string): string => `
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dag, getContext } from 'slipstream'

const folder = '${folder}'
const dag = new Dag('traced', { isPausedUponCreation: false, maxActiveTasks: 64, maxActiveRuns: 64 })
const retries = { retries: 9, retryDelay: 0.2 }

const traced = (id: string, work: string) => \`
note() { echo "$1 $AIRFLOW_CTX_DAG_RUN_ID \${id} $AIRFLOW_CTX_TRY_NUMBER $SLIPSTREAM_ATTEMPT" >> \${folder}/trace; }
exec 9> \${folder}/locks/$AIRFLOW_CTX_DAG_RUN_ID.\${id}
flock -n 9 || note overlap
note start
\${work}
note end\`

const isAlive = (pid: string) => {
  try { return !/^State:\\s+[ZX]/m.test(readFileSync('/proc/' + pid + '/status', 'utf8')) } catch { return false }
}
const isHeld = (lock: string) => {
  try { return isAlive(readFileSync(lock, 'utf8')) } catch { return false }
}
const handler = (id: string, ms: number) => async () => {
  const { runId, tryNumber } = getContext()
  const note = (what: string) => appendFileSync(folder + '/trace', [what, runId, id, tryNumber, process.env.SLIPSTREAM_ATTEMPT].join(' ') + '\\n')
  const lock = folder + '/locks/' + runId + '.' + id
  if (isHeld(lock)) note('overlap')
  writeFileSync(lock, String(process.pid))
  note('start')
  await sleep(ms)
  note('end')
  rmSync(lock)
}

const bash = (id: string, work: string, given = {}) => dag.bash(id, { command: traced(id, work) }, { ...retries, ...given })
const first = bash('first', 'true')
const last = dag.bash('last', { command: traced('last', 'true') }, { ...retries, triggerRule: 'all_done' })
for (let chain = 0; chain < ${CHAINS}; chain += 1) {
  const id = (step: number) => 'c' + chain + '_' + step
  const tasks = [
    bash(id(0), 'sleep 0.05'),
    bash(id(1), 'sleep 0.' + (chain % 10)),
    dag.task(id(2), handler(id(2), 10 * (chain % 10)), retries)(),
    bash(id(3), 'trap "" TERM; sleep 0.4'),
    bash(id(4), 'true'),
    bash(id(5), 'sleep 0.1 & sleep 0.2; wait'),
    bash(id(6), 'sleep 0.05'),
  ]
  tasks.reduce((one, next) => (one.before(next), next))
  first.before(tasks[0])
  tasks[6].before(last)
}
bash('fails', 'exit 1', { retries: 1 }).before(last)
bash('skips', 'exit 99').before(last)

const lasting = new Dag('lasting', { isPausedUponCreation: false, maxActiveRuns: 64 })
for (let index = 0; index < ${LASTING}; index += 1) {
  const work = 'while test ! -e ' + folder + '/$AIRFLOW_CTX_DAG_RUN_ID; do sleep 0.1; done'
  lasting.bash('lasts' + index, { command: traced('lasts' + index, work) }, retries)
}
`

/** What runs of these DAGs wrote down. */
export class Trace {
  readonly folder: string

  constructor(home: string) {
    this.folder = join(home, 'traces')
    mkdirSync(join(this.folder, 'locks'), { recursive: true })
  }

  lines(runId: string, what: 'start' | 'end' | 'overlap'): string[] {
    return this.#read().filter(line => line.startsWith(`${what} ${runId} `))
  }

  /** Tasks of the DAG `lasting` end now. */
  letGo(runId: string): void {
    writeFileSync(join(this.folder, runId), '')
  }

  #read(): string[] {
    try {
      return readFileSync(join(this.folder, 'trace'), 'utf8').trim().split('\n')
    } catch {
      return []
    }
  }
}

interface Attempt {
  readonly dagId: string
  readonly taskId: string
  readonly tryNumber: number
  readonly token: string | null
  readonly state: string | null
}

interface TracedRun {
  readonly runId: string
  readonly instances: readonly Attempt[]
  readonly history: readonly Attempt[]
  readonly trace: Trace
}

/**
 * Holds a run against what an uninterrupted one gives: the state of each task, each attempt started once and as the
 * database has it, no two of a task alive at once. @returns how many tries more than usual it took
 */
export async function expectWholeRun(database: Database, trace: Trace, runId: string): Promise<number> {
  const instances = await attempts(database, 'task_instance', runId)
  const history = await attempts(database, 'task_instance_history', runId)
  const run = { runId, instances, history, trace }
  expectStates(run)
  expectTries(run)
  expectStarts(run)
  return history.filter(one => one.taskId !== 'fails').length
}

function expectStates({ instances }: TracedRun): void {
  const usual: Readonly<Record<string, string>> = { fails: 'failed', skips: 'skipped' }
  expect(instances).toHaveLength(TASKS[instances[0]?.dagId ?? ''] as number)
  expect(instances.filter(one => one.state !== (usual[one.taskId] ?? 'success'))).toEqual([])
}

/** Earlier tries are in the history as failed, each once. */
function expectTries({ instances, history }: TracedRun): void {
  expect(history.filter(one => one.state !== 'failed')).toEqual([])
  for (const { taskId, tryNumber } of instances) {
    const tries = history.filter(one => one.taskId === taskId).map(one => one.tryNumber)
    const earlier = Array.from({ length: tryNumber - 1 }, (_, index) => index + 1)
    expect([taskId, tries.sort((a, b) => a - b)]).toEqual([taskId, earlier])
  }
}

function expectStarts({ runId, instances, history, trace }: TracedRun): void {
  const line = (what: string, { taskId, tryNumber, token }: Attempt) =>
    `${what} ${runId} ${taskId} ${tryNumber} ${token}`
  const [starts, ends] = [trace.lines(runId, 'start'), new Set(trace.lines(runId, 'end'))]
  const known = new Set([...instances, ...history].map(one => line('start', one)))
  expect(trace.lines(runId, 'overlap')).toEqual([])
  expect(starts.filter((one, index) => starts.indexOf(one) !== index)).toEqual([])
  expect(starts.filter(one => !known.has(one))).toEqual([])
  const succeeded = instances.filter(one => one.state === 'success')
  expect(succeeded.filter(one => !ends.has(line('end', one)))).toEqual([])
}

async function attempts(
  { kysely }: Database,
  table: 'task_instance' | 'task_instance_history',
  runId: string,
): Promise<Attempt[]> {
  const columns = ['dag_id', 'task_id', 'try_number', 'external_executor_id', 'state'] as const
  const rows = await kysely.selectFrom(table).select(columns).where('run_id', '=', runId).execute()
  return rows.map(row => ({
    dagId: row.dag_id,
    taskId: row.task_id,
    tryNumber: row.try_number as number,
    token: row.external_executor_id,
    state: row.state,
  }))
}

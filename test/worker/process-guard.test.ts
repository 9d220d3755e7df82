import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { endLeftovers, findLeftovers, type Leftover } from '../../runtime/worker/leftovers.ts'
import { ShellProcessGuard } from '../../runtime/worker/process-guard.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { isRunning, processesWith, untilGone } from './processes.ts'
import { openScratchHome, type ScratchHome } from './scratch-home.ts'

const PROGRAM = fileURLToPath(new URL('../fixtures/run-attempts.ts', import.meta.url))

/** Each task writes its pid to a file of its own name in AIRFLOW_HOME. */
const DAG = `
import { writeFileSync } from 'node:fs'
import { Dag } from 'slipstream'
const dag = new Dag('guarded')
const mine = 'echo $$ > $AIRFLOW_HOME/pid.$AIRFLOW_CTX_TASK_ID; '
dag.bash('sleeps', { command: mine + 'sleep 60' })
dag.bash('stubborn', { command: 'trap "" TERM INT HUP; ' + mine + 'while :; do sleep 0.1; done' })
dag.bash('silent_child', { command: 'sleep 60 > /dev/null 2>&1 & echo $! > $AIRFLOW_HOME/pid.silent_child; wait' })
const mark = (name: string, pid: unknown) => writeFileSync(process.env.AIRFLOW_HOME + '/pid.' + name, String(pid))
dag.task('busy', async () => { mark('busy', process.pid); for (;;); })()
dag.task('hangs', async () => { mark('hangs', process.pid); await new Promise(() => {}) })()
dag.bash('escapes', { command: "setsid bash -c 'echo $$ > $AIRFLOW_HOME/pid.escapes; exec sleep 60'" })
`
const GUARDED = ['sleeps', 'stubborn', 'silent_child', 'busy', 'hangs'] as const

let home: ScratchHome
let worker: ChildProcess
beforeAll(async () => {
  home = await openScratchHome({ dags: { 'guarded.ts': DAG } })
  await home.readDags()
})
afterEach(async () => {
  worker.kill('SIGKILL')
  await endLeftovers(home.home, new Set(), () => undefined)
})
afterAll(() => home[Symbol.asyncDispose]())

/** Starts a worker with these tasks; @returns the pid of each once it runs */
async function startWorker(...taskIds: readonly string[]): Promise<number[]> {
  worker = spawn(process.execPath, [PROGRAM, 'guarded', ...taskIds], {
    env: { ...process.env, AIRFLOW_HOME: home.home },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return Promise.all(
    taskIds.map(taskId => eventually(async () => pidOf(taskId), { withinMs: 15_000, what: `the pid of ${taskId}` })),
  )
}

function pidOf(taskId: string): number | null {
  const pid = Number(readFileSync(join(home.home, `pid.${taskId}`), 'utf8'))
  return pid > 0 && isRunning(pid) ? pid : null
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && isRunning(pid) && statusOf(pid).includes(`PPid:\t${parent}\n`))

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

describe('a worker that is killed', () => {
  test('leaves nothing of its groups: TERM-proof commands, silent children, busy and hanging runners', async () => {
    const pids = await startWorker(...GUARDED)
    worker.kill('SIGKILL')
    await untilGone(() => pids)
    await untilGone(() => processesWith(`SLIPSTREAM_WORKER=${home.home}#`))
  })

  test('leaves nothing either when its guard was killed before', async () => {
    const pids = await startWorker('stubborn', 'busy')
    const isGuard = (pid: number): boolean => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('groups=')
    const guard = childrenOf(worker.pid as number).find(isGuard) as number
    process.kill(guard, 'SIGKILL')
    await eventually(
      async () => (childrenOf(worker.pid as number).some(pid => pid !== guard && isGuard(pid)) ? true : null),
      {
        withinMs: 5000,
        what: 'another guard',
      },
    )
    worker.kill('SIGKILL')
    await untilGone(() => pids)
  })

  test('leaves what went its own way, which its environment tells: it is ended before anything else starts', async () => {
    const [escaped] = (await startWorker('escapes')) as [number]
    const { job_id: jobId } = await home.database.kysely
      .selectFrom('task_instance')
      .select('job_id')
      .where('task_id', '=', 'escapes')
      .where('state', '=', 'running')
      .executeTakeFirstOrThrow()
    worker.kill('SIGKILL')
    await untilGone(() => [worker.pid as number])
    expect(findLeftovers(home.home, new Set([jobId as number]))).toEqual([])
    expect(findLeftovers(`${home.home}x`, new Set())).toEqual([])
    const killed: Leftover[] = []
    await endLeftovers(home.home, new Set(), leftover => killed.push(leftover))
    expect(isRunning(escaped)).toBe(false)
    expect(killed.find(({ pid }) => pid === escaped)?.token).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test('what `tasks test` runs belongs to no job, and is nobody’s leftover', async () => {
  worker = spawn('sleep', ['60'], { env: { SLIPSTREAM_WORKER: `${home.home}#0` } })
  await eventually(async () => (processesWith(`${home.home}#0`).length > 0 ? true : null), {
    withinMs: 5000,
    what: 'the process',
  })
  expect(findLeftovers(home.home, new Set())).toEqual([])
})

test('a guard forgets a group that was removed, and ends the others when it is disposed of', async () => {
  const [kept, ended] = [0, 1].map(() => spawn('sleep', ['60'], { detached: true })) as [ChildProcess, ChildProcess]
  worker = kept
  const guard = new ShellProcessGuard()
  for (const { pid } of [kept, ended]) guard.add(pid as number)
  guard.remove(kept.pid as number)
  guard[Symbol.dispose]()
  await untilGone(() => [ended.pid as number])
  expect(isRunning(kept.pid as number)).toBe(true)
})

import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAttemptParts } from '../../runtime/worker/open-attempt-parts.ts'
import { openSession, type Session } from '../executors/local-session.ts'
import { setupIn } from './attempt-scene.ts'
import { processesWith, untilGone } from './processes.ts'

const DAG = `
import { setTimeout as sleep } from 'node:timers/promises'
import { Dag, getContext } from 'slipstream'
import { version } from './lib/version.ts'
const dag = new Dag('runners')
dag.task('version', async () => ({ version, pid: process.pid }))()
dag.task('later', async () => (await import('./lib/later.ts')).version)()
dag.task('hangs', async () => { console.log('begun'); await sleep(60_000, undefined, { signal: getContext().signal }) })()
dag.task('dies', async () => { await sleep(60_000) })()
`
const moduleOf = (version: number) => `enum Kind { A }\nexport const version = ${version} + Kind.A\n`

let session: Session
beforeEach(async () => {
  session = await openSession(
    { 'runners.ts': DAG, 'lib/version.ts': moduleOf(1), 'lib/later.ts': moduleOf(1) },
    { env: { AIRFLOW__SLIPSTREAM__RUNNER_IDLE_SECONDS: '2' } },
  )
})
afterEach(() => session[Symbol.asyncDispose]())

const run = (taskId: string) => session.runs.run('runners', taskId)
const returned = async (taskId: string) => (await run(taskId)).xcoms['return_value'] as { version: number; pid: number }
const runners = () => processesWith(`SLIPSTREAM_WORKER=${session.home.home}#`)

describe('a warm runner', () => {
  test('is used again while its DAG file is unchanged', async () => {
    const first = await returned('version')
    expect(await returned('version')).toEqual(first)
  })

  test('is not used for a DAG file that has changed', async () => {
    await returned('version')
    session.home.write('runners.ts', DAG.replace('{ version,', '{ version: version + 10,'))
    expect(await returned('version')).toMatchObject({ version: 11 })
  })

  test('is not used where a module that the file imports has changed', async () => {
    for (const version of [1, 2, 3]) {
      session.home.write('lib/version.ts', moduleOf(version))
      expect(await returned('version')).toMatchObject({ version })
    }
  })

  test('loads anew what a handler imports itself, once it has changed', async () => {
    expect(await returned('later')).toBe(1)
    session.home.write('lib/later.ts', moduleOf(2))
    expect(await returned('later')).toBe(2)
  })

  test('that could not load its file is not asked again once the file is whole', async () => {
    unlinkSync(join(session.home.dagsFolder, 'lib/version.ts'))
    const broken = await run('version')
    expect(broken.state).toBe('failed')
    expect(broken.log).toContain('lib/version.ts')
    session.home.write('lib/version.ts', moduleOf(5))
    expect(await returned('version')).toMatchObject({ version: 5 })
  })

  test('of a DAG that the file does not define any more says so', async () => {
    session.home.write('runners.ts', "import { Dag } from 'slipstream'\nnew Dag('another')\n")
    expect((await run('version')).log).toContain('runners.ts does not define the DAG runners any more')
  })

  test('that was aborted takes no other call with it', async () => {
    using parts = openAttemptParts(setupIn(session.home), 77)
    const dagRun = await session.runs.createRun('runners')
    const call = async (taskId: string, signal: AbortSignal, onLine: () => void) => {
      const request = await session.runs.queued(dagRun, taskId)
      const handler = { type: 'handler', request, inputs: {}, params: {}, env: {} } as const
      return () => parts.runners.run(handler, { signal, onLine, store: parts.storeOf(request) })
    }
    const abort = new AbortController()
    const hanging = await call('hangs', abort.signal, () => abort.abort())
    const next = await call('version', new AbortController().signal, () => undefined)
    expect(await hanging()).toEqual({ type: 'died', how: 'it was ended' })
    expect(await next()).toMatchObject({ type: 'returned', value: { version: 1 } })
  })

  test('that is killed fails its attempt only', async () => {
    const request = await session.runs.begin(await session.runs.createRun('runners'), 'dies')
    await session.runs.untilLogged(request, 'Executing')
    await session.runs.untilStarted(runners)
    for (const pid of runners()) process.kill(pid, 'SIGKILL')
    const { state, log } = await session.runs.ended(request)
    expect(state).toBe('failed')
    expect(log).toContain('The process that ran the task ended (signal SIGKILL)')
    expect((await run('version')).state).toBe('success')
  })

  test('ends after runner_idle_seconds, with all spare ones', async () => {
    await run('version')
    expect(runners().length).toBeGreaterThanOrEqual(2)
    await untilGone(runners, 5000)
  })
})

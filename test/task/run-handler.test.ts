import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, type Session } from '../executors/local-session.ts'
import type { Ended } from '../executors/task-runs.ts'
import { untilGone } from '../worker/processes.ts'

const DAG = `
import { execSync, spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { AirflowFailException, AirflowSkipException, Dag, getClient, getContext } from 'slipstream'
const dag = new Dag('handlers', { params: { who: 'you' } })
const task = (id: string, handler: () => unknown, options = {}) => dag.task(id, handler as () => Promise<never>, options)()

task('object', async () => ({ answer: 42, list: [null, 'a'] }))
task('nothing', async () => undefined)
task('null', async () => null)
task('date', async () => ({ at: [new Date()] }))
task('bigint', async () => 5n)
task('function', async () => () => 1)
task('nan', async () => NaN)
task('big_value', async () => 'v'.repeat(5_000_000))
task('no_xcom', async () => 1, { doXcomPush: false })

task('throws', async () => { throw new Error('on purpose', { cause: new Error('deep down') }) }, { retries: 1 })
task('throws_text', async () => { throw 'just text' })
task('throws_object', async () => { throw { code: 7 } })
task('skips', async () => { throw new AirflowSkipException('not today') })
task('fails_for_good', async () => { throw new AirflowFailException('never again') }, { retries: 3 })
task('exits_in_the_middle', async () => { writeSync(1, 'last words\\n'.repeat(5000)); process.kill(process.pid, 'SIGKILL') })
task('exits', async () => { console.log('last words'); console.error('to stderr'); process.exit(3) })
task('crashes', async () => { setTimeout(() => { throw new Error('from a timer') }, 10); await sleep(5000) })
task('rejects', async () => { void Promise.reject(new Error('nobody awaits me')); await sleep(5000) })

task('prints', async () => { console.log('out'); console.error('err'); process.stdout.write('unfinished') })
task('prints_much', async () => { for (let i = 1; i <= 20_000; i += 1) console.log('line ' + i + ' ' + '.'.repeat(100)) })
task('prints_after_much', async () => { console.log('mine') })
task('prints_by_child', async () => { execSync('seq 20000', { stdio: 'inherit' }) })
task('replaces_write', async () => { process.stdout.write = () => true; return 'done' })

task('client', async () => {
  const client = getClient()
  await client.setVariable('greeting', 'hi')
  await client.setXCom({ key: 'k', value: [1] })
  return [await client.getVariable('greeting'), await client.getVariable('none'), await client.getXCom({ key: 'k' }), await client.getConnection('none')]
})
task('client_throws', async () => getClient().getVariableOrThrow('none'))
task('context', async () => {
  const { dagId, taskId, runId, tryNumber, maxTries, mapIndex, params, logicalDate, dagRun } = getContext()
  return { dagId, taskId, runId, tryNumber, maxTries, mapIndex, params, logicalDate: logicalDate.toISOString(), conf: dagRun.conf, env: process.env.AIRFLOW_CTX_TASK_ID ?? null }
}, { retries: 1, params: { own: 1 } })

task('busy', async () => { console.log(process.pid); for (;;); }, { executionTimeout: 0.3 })
task('hangs', async () => new Promise(() => {}), { executionTimeout: 0.3 })
task('listens', async () => { await sleep(60_000, undefined, { signal: getContext().signal }) }, { executionTimeout: 0.3 })
task('listens_and_returns', async () => { await sleep(60_000, undefined, { signal: getContext().signal }).catch(() => 0); return 'fine' }, { executionTimeout: 0.3 })

task('leaves_timer', async () => { setInterval(() => console.log('LATE'), 10); return process.pid })
task('leaves_child', async () => { const child = spawn('bash', ['-c', 'while :; do echo LATE; sleep 0.01; done'], { stdio: 'inherit' }); return child.pid })
task('leaves_question', async () => { setTimeout(() => void getClient().setXCom({ key: 'late', value: 1 }).catch(() => 0), 30).unref() })
task('waits', async () => { await sleep(150); console.log('mine') })
task('leaves_env', async () => { process.env.LEFT = 'x'; delete process.env.HOME; process.chdir('/usr') })
task('sees_env', async () => [process.env.LEFT ?? null, process.env.HOME !== undefined, process.cwd() === '/usr'])
task('pid', async () => process.pid)
task('reads_and_spawns', async () => { await readFile('/etc/hostname'); execSync('true'); await new Promise(done => spawn('true').on('close', done)); return process.pid })
`

let session: Session
beforeAll(async () => {
  session = await openSession({ 'handlers.ts': DAG })
})
afterAll(() => session[Symbol.asyncDispose]())

const run = (taskId: string): Promise<Ended> => session.runs.run('handlers', taskId)
const returned = async (taskId: string) => (await run(taskId)).xcoms['return_value']

describe('the value', () => {
  test('is pushed as JSON; null is a value, undefined is none', async () => {
    expect((await run('object')).xcoms).toEqual({ return_value: { answer: 42, list: [null, 'a'] } })
    expect((await run('null')).xcoms).toEqual({ return_value: null })
    expect((await run('nothing')).xcoms).toEqual({})
    expect((await run('no_xcom')).xcoms).toEqual({})
    expect(await returned('big_value')).toBe('v'.repeat(5_000_000))
  })

  test.each([
    ['date', 'holds a Date at .at[0], which JSON cannot carry'],
    ['bigint', 'holds 5, which JSON cannot carry'],
    ['function', 'holds a function, which JSON cannot carry'],
    ['nan', 'holds NaN, which JSON cannot carry'],
  ])('%s fails: %s', async (taskId, sentence) => {
    const { state, log } = await run(taskId)
    expect(state).toBe('failed')
    expect(log).toContain(sentence)
  })
})

describe('an end by exception', () => {
  test.each([
    ['throws', 'up_for_retry', 'Error: on purpose\n'],
    ['throws', 'up_for_retry', 'Caused by: Error: deep down\n'],
    ['throws', 'up_for_retry', 'handlers.ts:20:'],
    ['throws_text', 'failed', 'ERROR - just text\n'],
    ['throws_object', 'failed', 'ERROR - The handler threw { code: 7 }\n'],
    ['skips', 'skipped', 'INFO - not today\n'],
    ['fails_for_good', 'failed', 'ERROR - never again\n'],
    ['exits', 'failed', '{stdout} INFO - last words\n'],
    ['exits', 'failed', '{stderr} ERROR - to stderr\n'],
    ['exits', 'failed', 'The process that ran the task ended (exit code 3)'],
    ['crashes', 'failed', '{stderr} ERROR - Error: from a timer\n'],
    ['rejects', 'failed', '{stderr} ERROR - Error: nobody awaits me\n'],
  ])('%s is %s, and the log says %j', async (taskId, state, sentence) => {
    const ended = await run(taskId)
    expect(ended.state).toBe(state)
    expect(ended.log).toContain(sentence)
  })
})

describe('output', () => {
  test('is logged by stream, an unfinished line too', async () => {
    const { log } = await run('prints')
    for (const line of ['{stdout} INFO - out', '{stderr} ERROR - err', '{stdout} INFO - unfinished'])
      expect(log).toContain(`${line}\n`)
  })

  test('more than a pipe holds stays in the log of its own attempt', async () => {
    const { log } = await run('prints_much')
    expect(log.match(/INFO - line \d+ /g)).toHaveLength(20_000)
    expect(log.indexOf('line 20000 ')).toBeLessThan(log.indexOf('Marking task as SUCCESS'))
    expect((await run('prints_after_much')).log).not.toContain('INFO - line')
  })

  test('of a process that is killed is logged to its last line', async () => {
    for (let round = 0; round < 5; round += 1)
      expect((await run('exits_in_the_middle')).log.match(/INFO - last words\n/g)).toHaveLength(5000)
  })

  test('of a child process is logged', async () => {
    expect((await run('prints_by_child')).log).toContain('{stdout} INFO - 20000\n')
  })

  test('a handler that replaces process.stdout.write still ends', async () => {
    expect(await returned('replaces_write')).toBe('done')
  })
})

describe('what a handler may ask', () => {
  test('its client reads and writes variables, connections and XComs', async () => {
    expect((await run('client')).xcoms).toEqual({ k: [1], return_value: ['hi', null, [1], null] })
    expect((await run('client_throws')).log).toContain(
      'Variable none does not exist. Create it with: airflow variables',
    )
  })

  test('its context names the attempt, and Airflow’s variables stand in its environment', async () => {
    const dagRun = await session.runs.createRun('handlers', { who: 'me' })
    const { xcoms } = await session.runs.run('handlers', 'context', dagRun)
    expect(xcoms['return_value']).toEqual({
      dagId: 'handlers',
      taskId: 'context',
      runId: dagRun.runId,
      tryNumber: 1,
      maxTries: 2,
      mapIndex: -1,
      params: { who: 'me', own: 1 },
      logicalDate: new Date(dagRun.logicalDateMs).toISOString(),
      conf: { who: 'me' },
      env: 'context',
    })
  })
})

describe('the execution timeout', () => {
  test.concurrent.each(['busy', 'hangs', 'listens', 'listens_and_returns'])('ends %s', async taskId => {
    const startedAt = performance.now()
    const { state, log, xcoms } = await run(taskId)
    expect(state).toBe('failed')
    expect(log).toContain('AirflowTaskTimeout: the task took longer than its execution timeout of 0.3 s and was ended')
    expect(xcoms).toEqual({})
    expect(performance.now() - startedAt).toBeLessThan(taskId.startsWith('listens') ? 3000 : 9000)
    if (taskId === 'busy') await untilGone(() => [Number(/INFO - (\d+)\n/.exec(log)?.[1])])
  })
})

describe('what a handler leaves behind', () => {
  test('keeps its process for the next attempt where it leaves nothing', async () => {
    const pid = await returned('pid')
    expect(await returned('reads_and_spawns')).toBe(pid)
    expect(await returned('pid')).toBe(pid)
  })

  test.each(['leaves_timer', 'leaves_child'])('%s: it is ended, and writes into no other log', async taskId => {
    const pid = (await returned(taskId)) as number
    expect((await run('waits')).log).toMatch(/mine/)
    expect((await run('waits')).log).not.toMatch(/LATE/)
    await untilGone(() => [pid])
  })

  test('a late question of one attempt is not answered in the name of the next', async () => {
    const first = await session.runs.begin(await session.runs.createRun('handlers'), 'leaves_question')
    await session.runs.ended(first)
    expect((await run('waits')).xcoms).toEqual({})
    expect((await session.runs.now(first)).xcoms).toEqual({})
  })

  test('environment and working directory are put back', async () => {
    await run('leaves_env')
    expect(await returned('sees_env')).toEqual([null, true, false])
  })
})

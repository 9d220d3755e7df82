import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, type Session } from '../executors/local-session.ts'
import type { Ended } from '../executors/task-runs.ts'
import { isRunning, openFiles, untilGone } from '../worker/processes.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('bash')
dag.bash('hello', { command: 'echo one; echo two >&2; echo "three  "' })
dag.bash('silent', { command: 'true' })
dag.bash('reopens', { command: 'echo out > /dev/stdout; echo err > /dev/stderr; echo tee | tee /dev/stderr' })
dag.bash('unfinished_line', { command: 'printf half' })
dag.bash('no_xcom', { command: 'echo value' }, { doXcomPush: false })
dag.bash('invalid_utf8', { command: "printf 'a\\\\xffb\\\\n'; printf 'half \\\\xc3'" })
dag.bash('split_utf8', { command: "for i in $(seq 30000); do printf 'äöü€'; done" })
dag.bash('big_line', { command: "head -c 1000000 /dev/zero | tr '\\\\0' x" })
dag.bash('endless_line', { command: "head -c 40000000 /dev/zero | tr '\\\\0' y" })
dag.bash('big_output', { command: "yes 'a line of output' | head -c 3400000; echo done" })
dag.bash('background', { command: '(sleep 0.2; echo late) & echo early' })

dag.bash('fails', { command: 'exit 7' })
dag.bash('skips', { command: 'exit 99' })
dag.bash('skips_on_others', { command: 'exit 8', skipOnExitCode: [7, 8] })
dag.bash('skips_on_none', { command: 'exit 99', skipOnExitCode: null })
dag.bash('killed', { command: 'kill -KILL $$' })
dag.bash('big_command', { command: 'true ' + 'x'.repeat(200_000) })
dag.bash('no_cwd', { command: 'pwd', cwd: '/no/such/folder' })
dag.bash('file_as_cwd', { command: 'pwd', cwd: '/etc/hostname' })

dag.bash('cwd', { command: 'pwd', cwd: '/usr' })
dag.bash('own_cwd', { command: 'touch left; pwd' })
dag.bash('env_null', { command: 'echo "$OF_THE_WORKER|$AIRFLOW_CTX_TASK_ID|$AIRFLOW_CTX_TRY_NUMBER"' })
dag.bash('env_given', { command: 'echo "$A|$OF_THE_WORKER|$AIRFLOW_CTX_DAG_ID"', env: { A: 'b' } })
dag.bash('env_empty', { command: 'echo "$OF_THE_WORKER|$AIRFLOW_CTX_TASK_ID"', env: {} })
dag.bash('env_appended', { command: 'echo "$A|$OF_THE_WORKER"', env: { A: 'b' }, appendEnv: true })

dag.bash('times_out', { command: 'echo $$; sleep 60 & echo $!; wait' }, { executionTimeout: 0.2 })
dag.bash('ends_well_when_told', { command: 'trap "exit 0" TERM; sleep 60 & wait' }, { executionTimeout: 0.2, retries: 1 })
dag.bash('skips_when_told', { command: 'trap "exit 99" TERM; sleep 60 & wait' }, { executionTimeout: 0.2 })
dag.bash('month_long_timeout', { command: 'echo fine' }, { executionTimeout: 30 * 86_400 })
dag.bash('stubborn', { command: 'trap "" TERM; echo $$; while :; do sleep 0.05; done' }, { executionTimeout: 0.2 })
dag.bash('escapes', { command: 'setsid sleep 5 & sleep 60' }, { executionTimeout: 0.2 })
`

let session: Session
beforeAll(async () => {
  process.env['OF_THE_WORKER'] = 'inherited'
  session = await openSession({ 'bash.ts': DAG }, { env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1' } })
})
afterAll(async () => {
  delete process.env['OF_THE_WORKER']
  await session[Symbol.asyncDispose]()
})

const run = (taskId: string): Promise<Ended> => session.runs.run('bash', taskId)
const returned = async (taskId: string) => (await run(taskId)).xcoms['return_value']

describe('output', () => {
  test('stdout and stderr reach the log in their order, and the last line is the value', async () => {
    const { state, log, xcoms } = await run('hello')
    expect(state).toBe('success')
    expect(log).toMatch(/\{subprocess\} INFO - one\n.*INFO - two\n.*INFO - three {2}\n.*exited with return code 0/)
    expect(xcoms).toEqual({ return_value: 'three' })
  })

  test('a command that prints nothing has an empty value, one that must not push has none', async () => {
    expect(await returned('silent')).toBe('')
    expect((await run('no_xcom')).xcoms).toEqual({})
  })

  test('/dev/stdout and /dev/stderr can be opened, as in a terminal', async () => {
    const { log } = await run('reopens')
    for (const line of ['out', 'err', 'tee']) expect(log).toContain(`{subprocess} INFO - ${line}\n`)
  })

  test('an unfinished last line counts', async () => {
    expect(await returned('unfinished_line')).toBe('half')
  })

  test('bytes that are no UTF-8 are shown as such, not lost', async () => {
    const { log, xcoms } = await run('invalid_utf8')
    expect(log).toContain('INFO - a\ufffdb\n')
    expect(xcoms['return_value']).toBe('half \ufffd')
  })

  test('characters of several bytes survive wherever the pipe cuts', async () => {
    expect(await returned('split_utf8')).toBe('äöü€'.repeat(30_000))
  })

  test('a long line is cut in the log only: the value is the whole line', async () => {
    expect(await returned('big_line')).toBe('x'.repeat(1_000_000))
  })

  test('a line too long for any value succeeds without one, and the log says so', async () => {
    const { state, log, xcoms } = await run('endless_line')
    expect(state).toBe('success')
    expect(xcoms).toEqual({})
    expect(log).toContain('WARNING - The last line of the output is too long for an XCom')
  })

  test('two hundred thousand lines reach the log, all of them', async () => {
    const { log, xcoms } = await run('big_output')
    expect(log.split('a line of output\n').length - 1).toBe(200_000)
    expect(xcoms['return_value']).toBe('done')
  })

  test('a background process that holds the output is waited for', async () => {
    const { log, xcoms } = await run('background')
    expect(log).toMatch(/early\n.*late\n.*return code 0/)
    expect(xcoms['return_value']).toBe('late')
  })

  test('attempts leave no file open, however they end', async () => {
    const taskIds = ['hello', 'fails', 'big_command', 'no_cwd', 'file_as_cwd', 'times_out', 'escapes']
    await Promise.all(taskIds.map(run))
    const before = openFiles()
    await Promise.all(taskIds.map(run))
    expect(openFiles()).toBe(before)
  })
})

describe('ends', () => {
  test.each([
    ['fails', 'failed', 'Bash command failed. The command returned a non-zero exit code 7.'],
    ['skips', 'skipped', 'Bash command returned exit code 99. Skipping.'],
    ['skips_on_others', 'skipped', 'Bash command returned exit code 8. Skipping.'],
    ['skips_on_none', 'failed', 'The command returned a non-zero exit code 99.'],
    ['killed', 'failed', 'The command was killed by SIGKILL.'],
    ['big_command', 'failed', 'bash could not be started: spawn E2BIG. The command or its environment is too long'],
    ['no_cwd', 'failed', 'Can not find the cwd: /no/such/folder'],
    ['file_as_cwd', 'failed', 'The cwd /etc/hostname must be a directory'],
  ])('%s is %s: %s', async (taskId, state, sentence) => {
    const ended = await run(taskId)
    expect(ended.state).toBe(state)
    expect(ended.log).toContain(sentence)
    expect(ended.log).not.toContain('    at ')
    expect(ended.xcoms).toEqual({})
  })
})

describe('surroundings', () => {
  test('cwd is used; without one the task has a folder of its own, which is removed', async () => {
    expect(await returned('cwd')).toBe('/usr')
    const own = (await returned('own_cwd')) as string
    expect(own).toMatch(/airflowtmp/)
    expect(existsSync(own)).toBe(false)
  })

  test.each([
    ['env_null', 'inherited|env_null|1'],
    ['env_given', 'b||bash'],
    ['env_empty', '|env_empty'],
    ['env_appended', 'b|inherited'],
  ])('%s gives %s', async (taskId, expected) => {
    expect(await returned(taskId)).toBe(expected)
  })
})

describe('a command that is ended', () => {
  test('takes all that it started with it', async () => {
    const { state, log } = await run('times_out')
    expect(state).toBe('failed')
    expect(log).toContain('AirflowTaskTimeout: the task took longer than its execution timeout of 0.2 s and was ended')
    const pids = [...log.matchAll(/INFO - (\d+)$/gm)].map(match => Number(match[1]))
    expect(pids).toHaveLength(2)
    await untilGone(() => pids)
  })

  test.each([
    ['ends_well_when_told', 'up_for_retry'],
    ['skips_when_told', 'failed'],
  ])('%s: what it answers to SIGTERM does not count', async (taskId, state) => {
    const ended = await run(taskId)
    expect(ended.state).toBe(state)
    expect(ended.log).toContain('AirflowTaskTimeout')
    expect(ended.xcoms).toEqual({})
  })

  test('is killed after killed_task_cleanup_time when it ignores SIGTERM', async () => {
    const startedAt = performance.now()
    const { state, log } = await run('stubborn')
    expect(state).toBe('failed')
    expect(performance.now() - startedAt).toBeGreaterThan(1150)
    expect(isRunning(Number(/INFO - (\d+)\n/.exec(log)?.[1]))).toBe(false)
  })

  test('does not wait for a process that left its group and holds the output', async () => {
    const startedAt = performance.now()
    expect((await run('escapes')).state).toBe('failed')
    expect(performance.now() - startedAt).toBeLessThan(4000)
  })

  test('is not ended early by a timeout longer than a timer can hold', async () => {
    expect((await run('month_long_timeout')).state).toBe('success')
  })
})

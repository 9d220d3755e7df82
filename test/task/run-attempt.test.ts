import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findRenderedFields } from '../../runtime/db/rendered-fields.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openSession, type Session } from '../executors/local-session.ts'
import { isRunning } from '../worker/processes.ts'

const DAG = `
import { appendFileSync } from 'node:fs'
import { Dag } from 'slipstream'
const dag = new Dag('attempts')
const note = ({ taskId, state, exception, params }: { taskId: string; state: string; exception?: string; params: object }) => {
  const { journal } = params as { journal: string }
  appendFileSync(journal, taskId + ' ' + state + (exception === undefined ? '' : ' ' + exception.split('\\n')[0]) + '\\n')
  console.log('noted ' + taskId)
}
const all = { onExecute: note, onSuccess: note, onFailure: note, onRetry: note, onSkipped: note }
dag.bash('succeeds', { command: 'echo 1' }, all)
dag.bash('fails', { command: 'exit 1' }, all)
dag.bash('fails_twice', { command: 'echo "try $AIRFLOW_CTX_TRY_NUMBER"; exit 1' }, { ...all, retries: 1 })
dag.bash('skips', { command: 'exit 99' }, all)
dag.task('handler', async () => 1, all)()
dag.bash('quiet', { command: 'echo 1' })
dag.bash('sleeps', { command: 'echo $$; sleep 60' }, { ...all, retries: 1 })
dag.bash('bad_callback', { command: 'echo 1' }, {
  onExecute: () => { throw new Error('bad before') },
  onSuccess: [() => { throw new Error('bad after') }, () => console.log('never reached')],
})
dag.bash('slow_callback', { command: 'echo 1' }, { onSuccess: async () => new Promise(done => setTimeout(done, 400)) })
dag.empty('empty', all)
dag.bash('slow', { command: 'sleep 0.2; echo 1' })
`

let session: Session
let journal: string
beforeAll(async () => {
  session = await openSession({ 'attempts.ts': DAG })
  journal = join(session.home.home, 'journal')
  writeFileSync(journal, '')
})
afterAll(() => session[Symbol.asyncDispose]())

const db = () => session.home.database.kysely
const createRun = () => session.runs.createRun('attempts', { journal })
const notesOf = (taskId: string): string[] =>
  readFileSync(journal, 'utf8')
    .split('\n')
    .filter(line => line.split(' ')[0] === taskId)
    .map(line => line.slice(taskId.length + 1))

describe('callbacks', () => {
  test.each([
    ['succeeds', 'success', ['running', 'success']],
    ['fails', 'failed', ['running', 'failed Bash command failed. The command returned a non-zero exit code 1.']],
    [
      'fails_twice',
      'up_for_retry',
      ['running', 'up_for_retry Bash command failed. The command returned a non-zero exit code 1.'],
    ],
    ['skips', 'skipped', ['running', 'skipped']],
    ['handler', 'success', ['running', 'success']],
    ['empty', 'success', ['running', 'success']],
  ])('of a task that %s are called with its state', async (taskId, state, notes) => {
    const request = await session.runs.begin(await createRun(), taskId)
    await eventually(async () => (notesOf(taskId).length === 2 ? true : null), { withinMs: 5000, what: 'two notes' })
    expect(notesOf(taskId)).toEqual(notes)
    expect((await session.runs.ended(request)).state).toBe(state)
    expect(session.runs.logOf(request)).toContain(`INFO - noted ${taskId}`)
  })

  test('that fail are logged and change nothing', async () => {
    const request = await session.runs.begin(await createRun(), 'bad_callback')
    await session.runs.untilLogged(request, '{onSuccess} ERROR - The callback failed: Error: bad after')
    const { state, log, xcoms } = await session.runs.ended(request)
    expect(state).toBe('success')
    expect(xcoms).toEqual({ return_value: '1' })
    expect(log).toContain('{onExecute} ERROR - The callback failed: Error: bad before')
  })

  test('run after the end is written: nobody waits for them', async () => {
    const request = await session.runs.begin(await createRun(), 'slow_callback')
    await session.runs.ended(request)
    expect(session.executor.openSlots).toBe(15)
    await eventually(async () => (session.executor.openSlots === 16 ? true : null), { withinMs: 5000, what: 'its end' })
    expect(session.runs.finishedCount(request)).toBe(1)
  })
})

describe('retries', () => {
  test('a failure with tries left is up_for_retry and goes to the history; the last one fails', async () => {
    const dagRun = await createRun()
    const first = await session.runs.run('attempts', 'fails_twice', dagRun)
    expect([first.state, first.instance.tryNumber, first.xcoms]).toEqual(['up_for_retry', 1, {}])
    const second = await session.runs.run('attempts', 'fails_twice', dagRun)
    expect([second.state, second.instance.tryNumber]).toEqual(['failed', 2])
    expect(second.log).toContain('INFO - try 2\n')
    expect(second.log).toContain('Starting attempt 2 of 2')
    const history = await db()
      .selectFrom('task_instance_history')
      .select(['try_number', 'state'])
      .where('run_id', '=', dagRun.runId)
      .execute()
    expect(history).toEqual([{ try_number: 1, state: 'failed' }])
    const failures = await db().selectFrom('task_fail').select('task_id').where('run_id', '=', dagRun.runId).execute()
    expect(failures).toHaveLength(2)
  })

  test('a new try begins without the XComs of the one before', async () => {
    const dagRun = await createRun()
    await session.runs.run('attempts', 'quiet', dagRun)
    const again = await session.runs.queued(dagRun, 'quiet')
    expect((await session.runs.now(again)).xcoms).toEqual({ return_value: '1' })
    await session.executor.queue([{ ...again, task: { ...again.task, templateFields: { bash_command: 'exit 1' } } }])
    expect((await session.runs.ended(again)).xcoms).toEqual({})
  })
})

describe('a claim', () => {
  test('succeeds for one token only, and stores fields that need no rendering', async () => {
    const request = await session.runs.queued(await createRun(), 'quiet')
    await session.executor.queue([{ ...request, token: 'another' }])
    await session.runs.untilFinished(request)
    expect((await session.runs.now(request)).state).toBe('queued')
    await session.executor.queue([request])
    const { state, instance } = await session.runs.ended(request)
    expect(state).toBe('success')
    expect(instance).toMatchObject({ jobId: session.executor.jobId, token: request.token })
    expect(await findRenderedFields(db(), request)).toEqual({ bash_command: 'echo 1', env: null, cwd: null })
  })

  test('does not happen for a row that was marked, cleared or deleted meanwhile', async () => {
    for (const change of ['success', null, 'deleted'] as const) {
      const request = await session.runs.queued(await createRun(), 'succeeds')
      const row = db().updateTable('task_instance').where('external_executor_id', '=', request.token)
      if (change === 'deleted') await db().deleteFrom('task_instance').where('run_id', '=', request.runId).execute()
      else await row.set({ state: change }).execute()
      await session.executor.queue([request])
      await session.runs.untilFinished(request)
      expect(session.runs.logOf(request)).toBe('')
    }
  })
})

describe('a change by hand', () => {
  const started = async () => {
    const request = await session.runs.begin(await createRun(), 'sleeps')
    await session.runs.untilLogged(request, 'Output:\n')
    const pid = await eventually(async () => Number(/INFO - (\d+)\n/.exec(session.runs.logOf(request))?.[1]) || null, {
      withinMs: 5000,
      what: 'its pid',
    })
    const set = (state: 'failed' | 'success' | 'restarting') =>
      db().updateTable('task_instance').set({ state }).where('external_executor_id', '=', request.token).execute()
    return { request, pid, set }
  }

  test.each(['failed', 'success'] as const)('to %s ends the process and stays', async state => {
    const { request, pid, set } = await started()
    await set(state)
    session.executor.recheck(request)
    const ended = await session.runs.ended(request)
    expect(isRunning(pid)).toBe(false)
    expect(ended.state).toBe(state)
    expect(ended.log).toContain(`State of this instance has been externally set to ${state}. Terminating instance.`)
    expect(ended.xcoms).toEqual({})
  })

  test('to restarting, by a clear, ends in up_for_retry', async () => {
    const { request, pid, set } = await started()
    await set('restarting')
    session.executor.recheck(null)
    expect((await session.runs.ended(request)).state).toBe('up_for_retry')
    expect(isRunning(pid)).toBe(false)
    await eventually(async () => (/^up_for_retry/.test(notesOf('sleeps').at(-1) ?? '') ? true : null), {
      withinMs: 5000,
      what: 'its callback',
    })
  })

  test('a deleted row ends the process', async () => {
    const { request, pid } = await started()
    await db().deleteFrom('task_instance').where('run_id', '=', request.runId).execute()
    session.executor.recheck(null)
    await session.runs.untilFinished(request)
    expect(isRunning(pid)).toBe(false)
    expect(session.runs.logOf(request)).toContain('externally set to None. Terminating instance.')
  })

  test('to the state that it has anyway ends nothing', async () => {
    const { request, pid, set } = await started()
    session.executor.recheck(request)
    session.executor.recheck(null)
    await session.home.database.kysely.selectFrom('job').select('id').execute()
    expect(isRunning(pid)).toBe(true)
    await set('failed')
    session.executor.recheck(request)
    await session.runs.ended(request)
  })
})

describe('when the surroundings fail', () => {
  test('a log file that cannot be opened fails the attempt instead of leaving it running', async () => {
    const request = await session.runs.queued(await createRun(), 'quiet')
    mkdirSync(session.runs.logPathOf(request), { recursive: true })
    await session.executor.queue([request])
    expect((await session.runs.ended(request)).state).toBe('failed')
    expect(session.home.lines.join('')).toContain('EISDIR')
  })

  test('a full disk loses log lines, not the task', async () => {
    const request = await session.runs.queued(await createRun(), 'quiet')
    mkdirSync(dirname(session.runs.logPathOf(request)), { recursive: true })
    symlinkSync('/dev/full', session.runs.logPathOf(request))
    await session.executor.queue([request])
    const { state, xcoms } = await session.runs.ended(request)
    expect([state, xcoms]).toEqual(['success', { return_value: '1' }])
  })

  test('a database that is gone for a moment loses neither start nor end', async () => {
    const request = await session.runs.queued(await createRun(), 'slow')
    const without = async (ms: number) => {
      await sql`ALTER TABLE task_instance RENAME TO hidden`.execute(db())
      await sleep(ms)
      await sql`ALTER TABLE hidden RENAME TO task_instance`.execute(db())
    }
    const first = without(150)
    await session.executor.queue([request])
    await first
    await session.runs.untilLogged(request, 'Output:')
    await without(350)
    const { state, xcoms, log } = await session.runs.ended(request)
    expect([state, xcoms]).toEqual(['success', { return_value: '1' }])
    expect(log).toContain('Marking task as SUCCESS')
  })

  test('a value that the database refuses fails the attempt, and says so', async () => {
    await sql`CREATE TRIGGER refuses BEFORE INSERT ON xcom BEGIN SELECT RAISE(ABORT, 'value too big'); END`.execute(
      db(),
    )
    const request = await session.runs.begin(await createRun(), 'quiet')
    const { state, log } = await session.runs.ended(request)
    await sql`DROP TRIGGER refuses`.execute(db())
    expect(state).toBe('failed')
    expect(log).toContain('The task ended well, but the database refused what it pushed: value too big')
  })
})

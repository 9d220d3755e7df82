import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSerializedDag, type StoredDag } from '../../runtime/db/serialized-dag.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { runOne } from '../../runtime/worker/run-one.ts'
import { openSession, type Session } from '../executors/local-session.ts'
import { setupIn } from './attempt-scene.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('one')
dag.bash('works', { command: 'echo "try $AIRFLOW_CTX_TRY_NUMBER"' })
dag.bash('fails', { command: 'exit 1' }, { retries: 1 })
dag.bash('sleeps', { command: 'echo begun; sleep 60' })
`

let session: Session
beforeAll(async () => {
  session = await openSession({ 'one.ts': DAG })
})
afterAll(() => session[Symbol.asyncDispose]())

const db = () => session.home.database.kysely

async function one(taskId: string, run: DagRun, signal = new AbortController().signal) {
  const dag = (await findSerializedDag(db(), 'one')) as StoredDag
  return runOne(setupIn(session.home), { dag, run, taskId, log: session.home.log, signal })
}

describe('running one task instance here', () => {
  test('claims it, runs it, and says how it ended', async () => {
    const run = await session.runs.createRun('one')
    expect(await one('works', run)).toBe('success')
    const request = await session.runs.queued(run, 'works')
    expect(request.tryNumber).toBe(2)
    expect((await session.runs.now({ ...request, tryNumber: 1 })).log).toContain('INFO - try 1\n')
    expect(await one('fails', run)).toBe('up_for_retry')
    expect(await one('fails', run)).toBe('failed')
    const jobs = await db().selectFrom('job').select(['state']).where('executor_class', 'is', null).execute()
    expect(jobs).toEqual(Array(3).fill({ state: 'success' }))
  })

  test.each(['running', 'restarting'] as const)('is refused while it is %s elsewhere', async state => {
    const run = await session.runs.createRun('one')
    await db().updateTable('task_instance').set({ state }).where('run_id', '=', run.runId).execute()
    await expect(one('works', run)).rejects.toThrow(
      `Task is not able to be run: <TaskInstance: one.works ${run.runId} [${state}]> runs already. Wait for it`,
    )
  })

  test('is refused for a task that the DAG does not have', async () => {
    const run = await session.runs.createRun('one')
    await expect(one('nope', run)).rejects.toThrow(/nope/)
  })

  test('ends when the row is changed by hand: nobody has to tell this process', async () => {
    const run = await session.runs.createRun('one')
    const ending = one('sleeps', run)
    await expect
      .poll(async () =>
        db()
          .selectFrom('task_instance')
          .select('state')
          .where('run_id', '=', run.runId)
          .where('state', '=', 'running')
          .execute(),
      )
      .toHaveLength(1)
    await db()
      .updateTable('task_instance')
      .set({ state: 'skipped' })
      .where('run_id', '=', run.runId)
      .where('task_id', '=', 'sleeps')
      .execute()
    expect(await ending).toBe('skipped')
  })

  test('ends with its signal, as a worker that stops', async () => {
    const run = await session.runs.createRun('one')
    const abort = new AbortController()
    const ending = one('sleeps', run, abort.signal)
    await expect
      .poll(async () =>
        db()
          .selectFrom('task_instance')
          .select('state')
          .where('run_id', '=', run.runId)
          .where('state', '=', 'running')
          .execute(),
      )
      .toHaveLength(1)
    abort.abort()
    expect(await ending).toBe('failed')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findSerializedDag, type StoredDag } from '../../runtime/db/serialized-dag.ts'
import type { JsonValue } from '../../runtime/model/keys.ts'
import { testTask } from '../../runtime/worker/test-attempt.ts'
import { setupIn } from './attempt-scene.ts'
import { processesWith, untilGone } from './processes.ts'
import { openScratchHome, type ScratchHome } from './scratch-home.ts'

const DAG = `
import { Dag, getClient, getContext } from 'slipstream'
const dag = new Dag('tested', { params: { who: 'dag' } })
dag.bash('bash', { command: 'echo {{ ds }} {{ params.who }} {{ run_id }}' })
dag.task('handler', async () => {
  const client = getClient()
  await client.setXCom({ key: 'k', value: 'scratch' })
  return [await client.getXCom({ key: 'k' }), getContext().tryNumber]
})()
dag.task('fails', async () => { throw new Error('on purpose') }, { retries: 5 })()
dag.triggerDagRun({ taskId: 'triggers', dagId: 'tested' })
dag.bash('times_out', { command: 'sleep 60' }, { executionTimeout: 0.2 })
`

let home: ScratchHome
beforeAll(async () => {
  home = await openScratchHome({ dags: { 'tested.ts': DAG } })
  await home.readDags()
})
afterAll(() => home[Symbol.asyncDispose]())

async function run(taskId: string, params: Readonly<Record<string, JsonValue>> = {}) {
  const dag = (await findSerializedDag(home.database.kysely, 'tested')) as StoredDag
  const lines: string[] = []
  const log = {
    write: (source: string, message: string) => lines.push(`${source}: ${message}`),
    close: () => undefined,
  }
  const logicalDateMs = Date.UTC(2026, 1, 3)
  const signal = new AbortController().signal
  const outcome = await testTask(setupIn(home), { dag, taskId, logicalDateMs, params, log, signal })
  return { outcome, lines }
}

const rowsOf = (table: 'xcom' | 'task_instance' | 'rendered_task_instance_fields' | 'job') =>
  home.database.kysely.selectFrom(table).selectAll().execute()

describe('testing a task', () => {
  test('runs it for that date with its log here, and with the params given', async () => {
    const { outcome, lines } = await run('bash', { who: 'me' })
    expect(outcome).toMatchObject({
      type: 'success',
      value: '2026-02-03 me __airflow_temporary_run_2026-02-03T00:00:00+00:00__',
    })
    expect(lines).toContain('taskinstance: Starting attempt 1 of 1')
  })

  test('a handler sees its own XComs', async () => {
    expect((await run('handler')).outcome).toMatchObject({ type: 'success', value: ['scratch', 1] })
  })

  test('gives failures and timeouts as they are, without retries', async () => {
    expect((await run('fails')).outcome).toMatchObject({ type: 'failed', error: expect.stringContaining('on purpose') })
    expect((await run('times_out')).outcome).toMatchObject({ error: expect.stringContaining('AirflowTaskTimeout') })
  })

  test('a trigger works too', async () => {
    expect((await run('triggers')).outcome).toMatchObject({ type: 'success' })
    await home.database.kysely.deleteFrom('task_instance').execute()
  })

  test('writes no state, XCom, rendered field or job, and leaves no process', async () => {
    for (const table of ['xcom', 'task_instance', 'rendered_task_instance_fields', 'job'] as const)
      expect([table, await rowsOf(table)]).toEqual([table, []])
    await untilGone(() => processesWith(`SLIPSTREAM_WORKER=${home.home}#`))
  })

  test('is refused for a task that the DAG does not have', async () => {
    await expect(run('nope')).rejects.toThrow(/nope/)
  })
})

import { beforeEach, expect, test } from 'vitest'
import {
  deleteXComs,
  findPriorXCom,
  getXCom,
  listSkipDecisions,
  listXComs,
  RETURN_VALUE_KEY,
  SKIPMIXIN_KEY,
  setXCom,
} from '../../runtime/db/xcom.ts'
import type { JsonValue } from '../../runtime/model/keys.ts'
import { parseSqlTimestamp } from '../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { DAG_ID, insertTaskInstances } from './rows.ts'

const AT_MS = Date.UTC(2026, 10, 22)

describeOnEachDatabase('XComs', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    for (const table of ['xcom', 'task_instance', 'dag_run'] as const) await db().deleteFrom(table).execute()
    for (const runId of ['r1', 'r2', 'r3']) await insertTaskInstances(db(), runId, [{ task_id: 't' }, { task_id: 'u' }])
  })

  const run = (runId: string) =>
    db().selectFrom('dag_run').selectAll().where('run_id', '=', runId).executeTakeFirstOrThrow()
  const key = (runId: string, taskId = 't') => ({ dagId: DAG_ID, runId, taskId, mapIndex: -1 })
  const set = async (runId: string, value: JsonValue, given: { key?: string; taskId?: string } = {}): Promise<void> =>
    setXCom(db(), {
      ...key(runId, given.taskId),
      dagRunId: (await run(runId)).id,
      key: given.key ?? RETURN_VALUE_KEY,
      value,
      atMs: AT_MS,
    })
  const get = (runId: string, name = RETURN_VALUE_KEY) => getXCom(db(), { ...key(runId), key: name })

  test.each([[{ a: [1, 'ü', null] }], ['text'], [0], [false], [null], [''], ['x'.repeat(100_000)]])(
    'hold any JSON value',
    async value => {
      await set('r1', value)
      expect(await get('r1')).toEqual(value)
    },
  )

  test('have one value for each key: a new one replaces it', async () => {
    await set('r1', 1)
    await set('r1', 2)
    await set('r1', 3, { key: 'other' })
    await set('r1', 4, { taskId: 'u' })
    expect(await listXComs(db(), key('r1'))).toEqual([
      { ...key('r1'), key: 'other', value: 3, timestampMs: AT_MS },
      { ...key('r1'), key: RETURN_VALUE_KEY, value: 2, timestampMs: AT_MS },
    ])
    expect(await get('r1', 'unset')).toBeUndefined()
  })

  test('of a try that begins anew are deleted, of that task instance only', async () => {
    await set('r1', 1)
    await set('r1', 2, { taskId: 'u' })
    await set('r2', 3)
    await deleteXComs(db(), key('r1'))
    expect(await get('r1')).toBeUndefined()
    expect(await get('r2')).toBe(3)
    expect(await listXComs(db(), key('r1', 'u'))).toHaveLength(1)
  })

  test('of earlier runs are found, the latest up to a date first', async () => {
    await set('r1', 'first')
    await set('r3', 'third')
    const until = async (runId: string) => parseSqlTimestamp((await run(runId)).execution_date)
    const question = { dagId: DAG_ID, taskId: 't', key: RETURN_VALUE_KEY }
    expect(await findPriorXCom(db(), { ...question, untilMs: await until('r2') })).toBe('first')
    expect(await findPriorXCom(db(), { ...question, untilMs: await until('r3') })).toBe('third')
    expect(await findPriorXCom(db(), { ...question, untilMs: (await until('r1')) - 1 })).toBeUndefined()
  })

  test('tell what the branching tasks of a run decided', async () => {
    await set('r1', { followed: ['x'] }, { key: SKIPMIXIN_KEY })
    await set('r1', { skipped: ['y'] }, { key: SKIPMIXIN_KEY, taskId: 'u' })
    await set('r2', { skipped: ['z'] }, { key: SKIPMIXIN_KEY })
    expect(await listSkipDecisions(db(), { dagId: DAG_ID, runId: 'r1' })).toEqual(
      new Map<string, unknown>([
        ['t', { followed: ['x'] }],
        ['u', { skipped: ['y'] }],
      ]),
    )
  })
})

import { beforeAll, expect, test } from 'vitest'
import { attemptsOf, findAttempt, latestAttempts, queuedTasksByQueue } from '../../runtime/db/attempt-rows.ts'
import type { Db } from '../../runtime/db/tables.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../databases.ts'

const AT_MS = Date.UTC(2026, 10, 24)
const at = (minutes: number) => sqlTimestamp(AT_MS + minutes * 60_000)

async function insertRun(db: Db, runId: string, minutes: number): Promise<void> {
  const dates = { execution_date: at(minutes), queued_at: at(minutes) }
  const run = { dag_id: 'etl', run_id: runId, run_type: 'manual', state: 'running', external_trigger: 1 } as const
  await db
    .insertInto('dag_run')
    .values({ ...run, ...dates } as never)
    .execute()
}

const instance = (runId: string, taskId: string, fields: object) => ({
  ...{ dag_id: 'etl', run_id: runId, task_id: taskId, map_index: -1, try_number: 1, max_tries: 1 },
  ...{ pool: 'default_pool', pool_slots: 1, hostname: 'host', queue: 'default', state: 'success' },
  ...fields,
})

describeOnEachDatabase('Attempts by their messages', current => {
  beforeAll(async () => {
    const db = current().database.kysely
    for (const [index, runId] of ['r1', 'r2', 'r3'].entries()) await insertRun(db, runId, index)
    const rows = [
      instance('r1', 'load', { external_executor_id: 'first', queued_dttm: at(1), state: 'failed' }),
      instance('r2', 'load', { external_executor_id: 'second', queued_dttm: at(2), try_number: 2 }),
      instance('r3', 'load', { external_executor_id: 'third', queued_dttm: at(3), state: 'queued', queue: 'gpu' }),
      instance('r3', 'wait', { external_executor_id: 'fourth', queued_dttm: at(4), state: 'queued', queue: 'gpu' }),
      instance('r3', 'none', { external_executor_id: null, state: null }),
    ]
    await db
      .insertInto('task_instance')
      .values(rows as never)
      .execute()
    const earlier = instance('r2', 'load', { external_executor_id: 'earlier', queued_dttm: at(1.5), state: 'failed' })
    await db
      .insertInto('task_instance_history')
      .values(earlier as never)
      .execute()
  })

  test('are found, also those of earlier tries', async () => {
    const db = current().database.kysely
    expect(await findAttempt(db, 'second')).toMatchObject({ dagId: 'etl', runId: 'r2', tryNumber: 2, state: 'success' })
    expect(await findAttempt(db, 'earlier')).toMatchObject({ runId: 'r2', tryNumber: 1, state: 'failed' })
    expect(await findAttempt(db, 'nobody')).toBeNull()
  })

  test('are found by their task instances', async () => {
    const key = { dagId: 'etl', taskId: 'load', mapIndex: -1 }
    const attempts = await attemptsOf(current().database.kysely, [
      { ...key, runId: 'r1' },
      { ...key, runId: 'r2' },
    ])
    expect(attempts.map(({ token }) => token).sort()).toEqual(['earlier', 'first', 'second'])
    expect(await attemptsOf(current().database.kysely, [])).toEqual([])
  })

  test('of the latest runs come in the order in which they were queued', async () => {
    const tokens = async (options: { most: number; runs: number }) =>
      (await latestAttempts(current().database.kysely, options)).map(({ token }) => token)
    expect(await tokens({ most: 9, runs: 9 })).toEqual(['first', 'earlier', 'second', 'third', 'fourth'])
    expect(await tokens({ most: 9, runs: 2 })).toEqual(['earlier', 'second', 'third', 'fourth'])
    expect(await tokens({ most: 2, runs: 9 })).toEqual(['third', 'fourth'])
  })

  test('that are queued are counted by queue, with the time of the oldest', async () => {
    expect(await queuedTasksByQueue(current().database.kysely)).toEqual([
      { queue: 'gpu', count: 2, oldestAtMs: AT_MS + 180_000 },
    ])
  })
})

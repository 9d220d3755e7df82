import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene } from './fixtures/scene.ts'
import { useSqlite } from './fixtures/sqlite.ts'

const database = useSqlite()

/** Creation and start and end of the run, its DAG's next date, a heartbeat. */
const OF_THE_RUN = 8

test('a task costs four row writes: insert, queued, running, end; the worker adds rendered fields and XCom', async () => {
  await using scene = await openScene(database())
  const ids = Array.from({ length: 20 }, (_, at) => `t${at}`)
  await scene.save('chain', tasksOf(ids.join(' > ')))
  await scene.save('wide', tasksOf(ids.join()), { maxActiveTasks: 20 })
  for (const dagId of ['chain', 'wide']) {
    const before = await rowWrites(database())
    await scene.reaches(await scene.trigger(dagId), 'success')
    expect((await rowWrites(database())) - before).toBeLessThanOrEqual(4 * ids.length + OF_THE_RUN)
  }
})

test('an empty task costs two row writes', async () => {
  await using scene = await openScene(database())
  const ids = Array.from({ length: 20 }, (_, at) => `t${at}`)
  const empty = Object.fromEntries(ids.map(id => [id, { kind: 'empty' } as const]))
  await scene.save('d', tasksOf(ids.join(' > '), empty))
  const before = await rowWrites(database())
  await scene.reaches(await scene.trigger('d'), 'success')
  expect((await rowWrites(database())) - before).toBeLessThanOrEqual(2 * ids.length + OF_THE_RUN)
})

/** Inside a transaction, since only the writing connection counts. */
const rowWrites = (opened: Database): Promise<number> =>
  inTransaction(opened, async db => {
    const { rows } = await sql<{ writes: number }>`select total_changes() as writes`.execute(db)
    return Number(rows[0]?.writes)
  })

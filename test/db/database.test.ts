import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inTransaction, openDatabase } from '../../runtime/db/database.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('a database', current => {
  const kysely = () => current().database.kysely

  test('keeps timestamps as text with microseconds, in UTC', async () => {
    const at = '2026-03-29 02:30:00.123456'
    await kysely().insertInto('job').values({ job_type: 'SchedulerJob', start_date: at }).execute()
    const job = await kysely().selectFrom('job').select('start_date').where('start_date', '=', at).executeTakeFirst()
    expect(job?.start_date).toBe(at)
  })

  test('reads integers beyond the safe ones as text and others as numbers', async () => {
    const row = { fileloc: '/x', source_code: '', last_updated: '2026-01-01 00:00:00.000000' }
    await kysely()
      .insertInto('dag_code')
      .values([
        { ...row, fileloc_hash: 72057594037927935n },
        { ...row, fileloc_hash: 7n },
      ])
      .execute()
    const rows = await kysely().selectFrom('dag_code').select('fileloc_hash').orderBy('fileloc_hash').execute()
    expect(rows.map(found => found.fileloc_hash)).toEqual([7, '72057594037927935'])
    const found = kysely().selectFrom('dag_code').select('fileloc').where('fileloc_hash', '=', 72057594037927935n)
    expect(await found.execute()).toHaveLength(1)
  })

  test('keeps blobs, emoji and sums as they are', async () => {
    await kysely().insertInto('slot_pool').values({ pool: '🏊', slots: 3, include_deferred: 0 }).execute()
    const sum = await kysely()
      .selectFrom('slot_pool')
      .select(count => count.fn.sum<number>('slots').as('slots'))
      .where('pool', '=', '🏊')
      .executeTakeFirstOrThrow()
    expect(sum.slots).toBe(3)
    await kysely()
      .insertInto('dag_pickle')
      .values({ pickle: Buffer.from([0, 255, 39]) })
      .execute()
    const { pickle } = await kysely().selectFrom('dag_pickle').select('pickle').executeTakeFirstOrThrow()
    expect([...(pickle ?? [])]).toEqual([0, 255, 39])
  })

  test('tells how many rows an update matched, and the id of an insert', async () => {
    const first = await kysely().insertInto('job').values({ unixname: 'a' }).executeTakeFirstOrThrow()
    const update = kysely().updateTable('job').set({ unixname: 'a' }).where('id', '=', Number(first.insertId))
    expect((await update.executeTakeFirstOrThrow()).numUpdatedRows).toBe(1n)
  })

  test('deletes a run with all its task instances', async () => {
    const run = { dag_id: 'd', run_id: 'r', run_type: 'manual', execution_date: '2026-01-01 00:00:00.000000' } as const
    const instance = { dag_id: 'd', run_id: 'r', task_id: 't', pool: 'default_pool', pool_slots: 1 }
    await kysely().insertInto('dag_run').values(run).execute()
    await kysely().insertInto('task_instance').values(instance).execute()
    await kysely().deleteFrom('dag_run').where('dag_id', '=', 'd').execute()
    expect(await kysely().selectFrom('task_instance').selectAll().execute()).toEqual([])
  })

  test('refuses a task instance without its run', async () => {
    const orphan = { dag_id: 'd', run_id: 'none', task_id: 't', pool: 'default_pool', pool_slots: 1 }
    await expect(kysely().insertInto('task_instance').values(orphan).execute()).rejects.toThrow(/foreign key/i)
  })

  test('compares ids by their bytes', async () => {
    const log = (dag_id: string) => kysely().insertInto('log').values({ dag_id, event: 'case' }).execute()
    await log('Etl')
    await log('etl')
    const found = await kysely().selectFrom('log').select('dag_id').where('dag_id', '=', 'etl').execute()
    expect(found).toEqual([{ dag_id: 'etl' }])
  })

  test('leaves nothing of a transaction that threw', async () => {
    const work = inTransaction(current().database, async transaction => {
      await transaction.insertInto('job').values({ unixname: 'never' }).execute()
      throw new Error('on purpose')
    })
    await expect(work).rejects.toThrow('on purpose')
    expect(await countJobs('never')).toBe(0)
  })

  test('hides an open transaction from readers, who do not wait for it', async () => {
    await inTransaction(current().database, async transaction => {
      await transaction.insertInto('job').values({ unixname: 'open' }).execute()
      expect(await countJobs('open')).toBe(0)
    })
    expect(await countJobs('open')).toBe(1)
  })

  test('runs transactions that change the same row one after the other, whoever opened them', async () => {
    const other = await openDatabase(current().url)
    const inserted = await kysely().insertInto('job').values({ unixname: '0' }).executeTakeFirstOrThrow()
    const id = Number(inserted.insertId)
    const increment = (database: typeof other) =>
      inTransaction(database, async transaction => {
        const row = transaction.selectFrom('job').select('unixname').where('id', '=', id).forUpdate()
        const { unixname } = await row.executeTakeFirstOrThrow()
        await sleep(1)
        const next = String(Number(unixname) + 1)
        await transaction.updateTable('job').set({ unixname: next }).where('id', '=', id).execute()
      })
    await Promise.all([current().database, other, current().database, other].map(increment))
    await other.close()
    const { unixname } = await kysely().selectFrom('job').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(unixname).toBe('4')
  })

  test('takes the values of a statement as values, whatever they hold', async () => {
    const name = `'; drop table job; -- \\ " \``
    await kysely().insertInto('job').values({ unixname: name }).execute()
    expect(await countJobs(name)).toBe(1)
  })

  test('answers raw queries', async () => {
    const { rows } = await sql<{ two: number }>`select 1 + 1 as two`.execute(kysely())
    expect(rows).toEqual([{ two: 2 }])
  })

  const countJobs = async (unixname: string): Promise<number> =>
    (await kysely().selectFrom('job').select('id').where('unixname', '=', unixname).execute()).length
})

import { expect, test } from 'vitest'
import { clearTaskInstances } from '../../runtime/db/clear-task-instances.ts'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import type { TaskInstanceKey } from '../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, putState, statesOf, storeRuns, storeSpec } from './stored-runs.ts'

describeOnEachDatabase('clearTaskInstances', current => {
  let count = 0
  const failedRun = async () => {
    const { database } = current()
    count += 1
    const dag = await storeSpec(database, chainDag(`cleared_${count}`))
    const [run] = await storeRuns(database, dag, [
      { first: 'success', second: 'failed', third: 'upstream_failed', aside: 'running' },
    ])
    if (run === undefined) throw new Error('no run')
    return { database, run, key: (taskId: string): TaskInstanceKey => ({ ...run, taskId, mapIndex: -1 }) }
  }

  test('gives a finished task instance no state, fresh retries and no token', async () => {
    const { database, key } = await failedRun()
    await clear(database, [key('second')])
    const row = await rowOf(database, key('second'))
    expect(row).toMatchObject({ state: null, try_number: 1, max_tries: 3, external_executor_id: null })
  })

  test('keeps the finished attempt in the history, once', async () => {
    const { database, key } = await failedRun()
    await clear(database, [key('second')])
    await putState(database, key('second'), { taskId: 'second', state: 'failed' })
    await clear(database, [key('second')])
    const history = await historyOf(database, key('second'))
    expect(history).toEqual([{ state: 'failed', try_number: 1 }])
  })

  test('makes a running task instance restarting and keeps its token for the worker', async () => {
    const { database, key } = await failedRun()
    await clear(database, [key('aside')])
    const row = await rowOf(database, key('aside'))
    expect(row).toMatchObject({ state: 'restarting', external_executor_id: 'token-aside', max_tries: 2 })
    expect(await historyOf(database, key('aside'))).toEqual([])
  })

  test('leaves other task instances of the run alone', async () => {
    const { database, run, key } = await failedRun()
    await clear(database, [key('second')])
    expect(await statesOf(database, run)).toMatchObject({ first: 'success', third: 'upstream_failed' })
  })

  test('queues a finished run again and counts the clear', async () => {
    const { database, run, key } = await failedRun()
    expect(await clear(database, [key('second')])).toEqual([{ dagId: run.dagId, runId: run.runId }])
    expect(await runRow(database, run.id)).toMatchObject({
      state: 'queued',
      clear_number: 1,
      start_date: null,
      end_date: null,
    })
  })

  test('leaves a finished run as it is when it shall not be reset', async () => {
    const { database, run, key } = await failedRun()
    await clear(database, [key('second')], null)
    expect(await runRow(database, run.id)).toMatchObject({ state: 'failed', clear_number: 0 })
  })

  test('leaves a run alone that still runs', async () => {
    const { database, run, key } = await failedRun()
    await database.kysely.updateTable('dag_run').set({ state: 'running' }).where('id', '=', run.id).execute()
    await clear(database, [key('second')])
    expect(await runRow(database, run.id)).toMatchObject({ state: 'running', clear_number: 0 })
  })

  test('deletes the reschedules of the task instance', async () => {
    const { database, run, key } = await failedRun()
    const at = '2026-11-24 00:00:00.000000'
    await database.kysely
      .insertInto('task_reschedule')
      .values({
        task_id: 'second',
        dag_id: run.dagId,
        run_id: run.runId,
        map_index: -1,
        try_number: 1,
        start_date: at,
        end_date: at,
        duration: 0,
        reschedule_date: at,
      })
      .execute()
    await clear(database, [key('second')])
    const left = await database.kysely
      .selectFrom('task_reschedule')
      .select('id')
      .where('dag_id', '=', run.dagId)
      .execute()
    expect(left).toEqual([])
  })

  test('lets a task that is gone from its DAG run once more', async () => {
    const { database, key } = await failedRun()
    await database.kysely.deleteFrom('serialized_dag').where('dag_id', '=', key('second').dagId).execute()
    await clear(database, [key('second')])
    expect(await rowOf(database, key('second'))).toMatchObject({ state: null, max_tries: 2 })
  })
})

const clear = (database: Database, keys: readonly TaskInstanceKey[], dagRunState: 'queued' | null = 'queued') =>
  inTransaction(database, db => clearTaskInstances(db, keys, { nowMs: NOW_MS, dagRunState }))

const rowOf = ({ kysely }: Database, key: TaskInstanceKey) =>
  kysely
    .selectFrom('task_instance')
    .selectAll()
    .where('dag_id', '=', key.dagId)
    .where('run_id', '=', key.runId)
    .where('task_id', '=', key.taskId)
    .executeTakeFirstOrThrow()

const historyOf = ({ kysely }: Database, key: TaskInstanceKey) =>
  kysely
    .selectFrom('task_instance_history')
    .select(['state', 'try_number'])
    .where('dag_id', '=', key.dagId)
    .where('task_id', '=', key.taskId)
    .execute()

const runRow = ({ kysely }: Database, id: number) =>
  kysely.selectFrom('dag_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

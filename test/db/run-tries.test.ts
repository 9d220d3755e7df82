import { beforeAll, expect, test } from 'vitest'
import { listRunTries } from '../../runtime/db/run-tries.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, putState, storeRuns, storeSpec } from './stored-runs.ts'

const at = (seconds: number) => sqlTimestamp(NOW_MS + seconds * 1000)

describeOnEachDatabase('The tries of a run', current => {
  let run: DagRun
  beforeAll(async () => {
    const { database } = current()
    const dag = await storeSpec(database, chainDag('etl'))
    const runs = await storeRuns(database, dag, [{ first: 'success', second: 'up_for_retry' }, { first: 'success' }])
    run = runs[0] as DagRun
    await putState(database, run, { taskId: 'third', state: 'scheduled' })
    const key = { dag_id: 'etl', run_id: run.runId, map_index: -1, pool: 'default_pool', pool_slots: 1 }
    const former = { ...key, task_id: 'second', state: 'failed', start_date: at(-20), end_date: at(-10) }
    await database.kysely
      .insertInto('task_instance_history')
      .values([
        { ...former, try_number: 1, queued_dttm: at(-21) },
        { ...key, task_id: 'aside', try_number: 1, state: 'failed', start_date: null, queued_dttm: at(-30) },
      ] as never)
      .execute()
  })

  test('are all that were queued or have run, each once', async () => {
    const tries = await listRunTries(current().database.kysely, run)
    const byTask = Object.fromEntries(tries.map(one => [one.taskId, one]))
    expect(Object.keys(byTask).sort()).toEqual(['aside', 'first', 'second'])
    expect(tries).toHaveLength(3)
    expect(byTask['first']).toEqual({
      ...{ taskId: 'first', mapIndex: -1, tryNumber: 1, state: 'success' },
      ...{ queuedAtMs: null, startDateMs: NOW_MS - 8000, endDateMs: NOW_MS - 2000 },
    })
    expect(byTask['aside']).toMatchObject({ state: 'failed', queuedAtMs: NOW_MS - 30_000, startDateMs: null })
  })

  test('are in their order', async () => {
    const { kysely } = current().database
    await kysely
      .updateTable('task_instance')
      .set({ try_number: 2 })
      .where('run_id', '=', run.runId)
      .where('task_id', '=', 'second')
      .execute()
    const tries = (await listRunTries(kysely, run)).filter(one => one.taskId === 'second')
    expect(tries.map(one => [one.tryNumber, one.state])).toEqual([
      [1, 'failed'],
      [2, 'up_for_retry'],
    ])
  })
})

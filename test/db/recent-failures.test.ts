import { expect, test } from 'vitest'
import { listFailedRuns, listFailedTasks } from '../../runtime/db/recent-failures.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, storeRuns, storeSpec } from './stored-runs.ts'

describeOnEachDatabase('recent failures', current => {
  test('are those of the time and the DAGs that are asked for, the latest first', async () => {
    const { database } = current()
    const { kysely } = database
    const tasks = { first: 'success', second: 'failed', third: 'upstream_failed' } as const
    await storeRuns(database, await storeSpec(database, chainDag('one')), [tasks])
    const [later] = await storeRuns(database, await storeSpec(database, chainDag('two')), [{ first: 'failed' }])
    const end = { end_date: '2026-11-24 12:00:00.000000' }
    await kysely.updateTable('dag_run').set(end).where('dag_id', '=', 'two').execute()
    await kysely
      .updateTable('task_instance')
      .set(end)
      .where('task_id', '=', 'first')
      .where('dag_id', '=', 'two')
      .execute()
    const query = { sinceMs: NOW_MS - 60_000, dagIds: undefined, most: 10 }
    const names = (rows: readonly { readonly dagId: string }[]) => rows.map(({ dagId }) => dagId)
    expect(names(await listFailedRuns(kysely, query))).toEqual(['two', 'one'])
    expect(await listFailedTasks(kysely, query)).toMatchObject([
      { dagId: 'two', runId: later?.runId, taskId: 'first', mapIndex: -1, tryNumber: 1, endMs: NOW_MS },
      { dagId: 'one', taskId: 'second', startMs: NOW_MS - 8000, endMs: NOW_MS - 2000 },
    ])
    expect(names(await listFailedRuns(kysely, { ...query, most: 1 }))).toEqual(['two'])
    expect(names(await listFailedTasks(kysely, { ...query, dagIds: ['one'] }))).toEqual(['one'])
    expect(names(await listFailedRuns(kysely, { ...query, dagIds: ['one'] }))).toEqual(['one'])
    expect(names(await listFailedTasks(kysely, { ...query, sinceMs: NOW_MS - 500 }))).toEqual(['two'])
    expect(names(await listFailedRuns(kysely, { ...query, sinceMs: NOW_MS - 500 }))).toEqual(['two'])
  })
})

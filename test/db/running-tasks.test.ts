import { expect, test } from 'vitest'
import { countRunningByProcess } from '../../runtime/db/running-tasks.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, storeRuns, storeSpec } from './stored-runs.ts'

describeOnEachDatabase('running task instances', current => {
  test('are counted by the process that runs them', async () => {
    const { database } = current()
    const running = { first: 'running', second: 'restarting', third: 'queued', aside: 'success' } as const
    await storeRuns(database, await storeSpec(database, chainDag('one')), [running, { first: 'running' }])
    const { kysely } = database
    await kysely.updateTable('task_instance').set({ hostname: 'a', pid: 7 }).execute()
    await kysely.updateTable('task_instance').set({ pid: 8 }).where('task_id', '=', 'second').execute()
    const found = await countRunningByProcess(kysely)
    expect(found.toSorted((one, other) => one.pid - other.pid)).toEqual([
      { hostname: 'a', pid: 7, count: 2 },
      { hostname: 'a', pid: 8, count: 1 },
    ])
  })
})

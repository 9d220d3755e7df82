import { expect, test } from 'vitest'
import { listRunTimes, listTaskTimes } from '../../runtime/db/run-charts.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, NOW_MS, storeRuns, storeSpec } from './stored-runs.ts'

describeOnEachDatabase('what charts measure', current => {
  test('is of the last runs, and of the tasks in them by state', async () => {
    const { database } = current()
    const runs = await storeRuns(database, await storeSpec(database, chainDag('one')), [
      { first: 'success' },
      { first: 'success', second: 'success', third: 'failed' },
    ])
    const [, newest] = runs
    const found = await listRunTimes(database.kysely, 'one', 1)
    expect(found).toMatchObject([
      {
        runId: newest?.runId,
        state: 'failed',
        logicalDateMs: FIRST_DAY_MS + DAY_MS,
        intervalEndMs: FIRST_DAY_MS + 2 * DAY_MS,
        startMs: NOW_MS - 9000,
        endMs: NOW_MS - 1000,
      },
    ])
    const runIds = [newest?.runId as string]
    const all = await listTaskTimes(database.kysely, 'one', { runIds, taskId: undefined })
    expect(all.map(({ state, tries }) => [state, tries]).sort()).toEqual([
      [null, 0],
      ['failed', 1],
      ['success', 1],
    ])
    const times = { runId: newest?.runId, tries: 1, startMs: NOW_MS - 8000, endMs: NOW_MS - 2000 }
    const ofTask = await listTaskTimes(database.kysely, 'one', { runIds, taskId: 'third' })
    expect(ofTask).toMatchObject([{ ...times, state: 'failed' }])
    expect(await listTaskTimes(database.kysely, 'one', { runIds: [], taskId: 'third' })).toEqual([])
  })
})

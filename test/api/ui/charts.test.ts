import { beforeAll, expect, test } from 'vitest'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { NOW_MS, useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'
import { createOneDagReader } from './reader.ts'

describeOnEachDatabase('the charts of a DAG', current => {
  const webserver = useWebserver(current)
  let runs: readonly DagRun[]
  beforeAll(async () => {
    const { database } = current()
    runs = await storeRuns(database, await storeSpec(database, chainDag('one')), [
      { first: 'success', second: 'success' },
      { first: 'success', second: 'running' },
    ])
    await storeRuns(database, await storeSpec(database, chainDag('other')), [{ first: 'success' }])
    await createOneDagReader(webserver(), 'one')
  })

  test('have the times and tries of the last runs, the oldest first', async () => {
    const charts = await askPage(webserver(), '/dags/one/charts')
    expect(charts.runs).toHaveLength(2)
    expect(charts.runs[0]).toMatchObject({
      runId: runs[0]?.runId,
      state: 'failed',
      logicalDateMs: FIRST_DAY_MS,
      dueMs: FIRST_DAY_MS + DAY_MS,
      startMs: NOW_MS - 9000,
      endMs: NOW_MS - 1000,
      tries: 1,
    })
    expect((await askPage(webserver(), '/dags/one/charts?runs=1')).runs).toMatchObject([{ runId: runs[1]?.runId }])
  })

  test('have the times and tries of one task', async () => {
    const { runs: ofSecond } = await askPage(webserver(), '/dags/one/charts?task=second')
    expect(ofSecond).toMatchObject([
      { state: 'success', startMs: NOW_MS - 8000, endMs: NOW_MS - 2000, tries: 1 },
      { state: 'running', startMs: NOW_MS - 8000, endMs: null, tries: 1 },
    ])
    expect((await askPage(webserver(), '/dags/one/charts?task=aside')).runs[0]).toMatchObject({
      startMs: null,
      tries: 0,
    })
    expect((await askPage(webserver(), '/dags/one/charts?task=nosuch')).runs).toEqual([])
  })

  test('are for those who may read the DAG, and want a number of runs', async () => {
    expect((await askPage(webserver(), '/dags/one/charts', 'reader')).status).toBe(200)
    expect((await askPage(webserver(), '/dags/other/charts', 'reader')).status).toBe(403)
    expect((await askPage(webserver(), '/dags/one/charts', 'public')).status).toBe(403)
    expect((await askPage(webserver(), '/dags/one/charts?runs=0')).status).toBe(400)
    expect((await askPage(webserver(), '/dags/one/charts?runs=many')).status).toBe(400)
  })
})

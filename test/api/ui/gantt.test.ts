import { beforeAll, expect, test } from 'vitest'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { NOW_MS, useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'
import { createOneDagReader } from './reader.ts'

describeOnEachDatabase('the Gantt of a run', current => {
  const webserver = useWebserver(current)
  let run: DagRun
  beforeAll(async () => {
    const { database } = current()
    const runs = await storeRuns(database, await storeSpec(database, chainDag('one')), [
      { first: 'success', second: 'running' },
    ])
    run = runs[0] as DagRun
    await storeRuns(database, await storeSpec(database, chainDag('other')), [{ first: 'success' }])
    await createOneDagReader(webserver(), 'one')
  })

  const pathOf = (dagId: string, runId = run.runId) => `/dags/${dagId}/runs/${encodeURIComponent(runId)}/gantt`

  test('has the run and the times of every try', async () => {
    const gantt = await askPage(webserver(), pathOf('one'))
    expect(gantt.run).toMatchObject({ runId: run.runId, state: 'failed', startMs: NOW_MS - 9000, endMs: NOW_MS - 1000 })
    const times = { mapIndex: -1, tryNumber: 1, queuedMs: null, startMs: NOW_MS - 8000 }
    expect(gantt.tries).toHaveLength(2)
    expect(gantt.tries).toContainEqual({ ...times, taskId: 'first', state: 'success', endMs: NOW_MS - 2000 })
    expect(gantt.tries).toContainEqual({ ...times, taskId: 'second', state: 'running', endMs: null })
  })

  test('is for those who may read the DAG', async () => {
    expect((await askPage(webserver(), pathOf('one'), 'reader')).status).toBe(200)
    expect((await askPage(webserver(), pathOf('other'), 'reader')).status).toBe(403)
    expect((await askPage(webserver(), pathOf('one'), 'public')).status).toBe(403)
  })

  test('says which run does not exist', async () => {
    expect(await askPage(webserver(), pathOf('one', 'nosuch'))).toMatchObject({
      status: 404,
      title: expect.stringContaining('nosuch'),
    })
  })
})

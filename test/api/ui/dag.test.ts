import { beforeAll, expect, test } from 'vitest'
import { saveDagCode } from '../../../runtime/db/dag-code.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { NOW_MS, useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'

describeOnEachDatabase('the pages of a DAG', current => {
  const webserver = useWebserver(current)
  const spec = {
    ...chainDag('one'),
    taskGroups: [{ groupId: 'outer', parentGroupId: null, prefixGroupId: true, tooltip: 'all of it' }],
  }
  beforeAll(async () => {
    const { database } = current()
    const dag = await storeSpec(database, spec)
    await storeRuns(database, dag, [
      { first: 'success', second: 'failed', third: 'upstream_failed' },
      { first: 'success', second: 'up_for_retry' },
    ])
    await saveDagCode(database.kysely, { fileloc: spec.fileloc, sourceCode: 'new Dag()' }, NOW_MS)
  })

  test('know the structure, each task after those it waits for', async () => {
    const page = await askPage(webserver(), '/dags/one')
    expect(page).toMatchObject({ dagId: 'one', isPaused: false, hash: expect.any(String), params: {} })
    const order = page.tasks.map((task: { taskId: string }) => task.taskId)
    expect(order.indexOf('first')).toBeLessThan(order.indexOf('second'))
    expect(order.indexOf('second')).toBeLessThan(order.indexOf('third'))
    expect(page.tasks.find((task: { taskId: string }) => task.taskId === 'first').downstreamTaskIds).toEqual(['second'])
    expect(page.groups).toEqual([{ groupId: 'outer', label: 'outer', parentGroupId: null, tooltip: 'all of it' }])
  })

  test('have a letter for each task of each run', async () => {
    const { hash, runs, taskIds, states } = await askPage(webserver(), '/dags/one/grid')
    expect(hash).toBe((await askPage(webserver(), '/dags/one')).hash)
    expect(runs).toHaveLength(2)
    const stateOf = (run: number, taskId: string) => states[run][taskIds.indexOf(taskId)]
    expect(['first', 'second', 'third', 'aside'].map(taskId => stateOf(0, taskId)).join('')).toBe('sfun')
    expect(['first', 'second', 'third', 'aside'].map(taskId => stateOf(1, taskId)).join('')).toBe('synn')
  })

  test('show as many runs as asked for, the newest', async () => {
    const { runs } = await askPage(webserver(), '/dags/one/grid?runs=1')
    const [last] = (await askPage(webserver(), '/dags/one/grid')).runs.slice(-1)
    expect(runs).toEqual([last])
  })

  test('show the file as it was read', async () => {
    expect(await askPage(webserver(), '/dags/one/code')).toMatchObject({ fileloc: spec.fileloc, source: 'new Dag()' })
  })

  test('say which DAG does not exist', async () => {
    for (const path of ['/dags/nosuch', '/dags/nosuch/grid', '/dags/nosuch/code'])
      expect(await askPage(webserver(), path)).toMatchObject({ status: 404, detail: expect.stringContaining('nosuch') })
  })
})

import { beforeAll, expect, test } from 'vitest'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { ask, useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'
import { createReader, readingOf } from './reader.ts'

describeOnEachDatabase('the search of the command palette', current => {
  const webserver = useWebserver(current)
  let runs: DagRun[]
  beforeAll(async () => {
    const { database } = current()
    runs = await storeRuns(database, await storeSpec(database, chainDag('orders')), [{}, {}])
    await storeRuns(database, await storeSpec(database, chainDag('secret')), [{}])
  })

  const find = (text: string, as?: string) => askPage(webserver(), `/search?text=${encodeURIComponent(text)}`, as)

  test('finds DAGs, and runs whose id has the text in it, the newest first', async () => {
    expect((await find('RDER')).dags).toEqual([{ dagId: 'orders', displayName: 'orders' }])
    const found = await find('2026-11-0')
    expect(found.dags).toEqual([])
    expect(found.runs.map((run: DagRun) => run.dagId)).toEqual(['secret', 'orders', 'orders'])
    expect((await find(runs[1]?.runId as string)).runs[0]).toMatchObject({ dagId: expect.any(String), state: 'failed' })
  })

  test('takes signs as they are, and few letters for no run', async () => {
    expect((await find('%')).runs).toEqual([])
    expect((await find('2026%')).runs).toEqual([])
    expect((await find('20')).runs).toEqual([])
    expect((await find('')).dags).toHaveLength(2)
  })

  test('finds nothing of other DAGs for who may read one alone, and no run for who may read none', async () => {
    await createReader(webserver(), 'DAG:orders', 'DAG Runs')
    const { dags, runs: found } = await find('2026-11', 'reader')
    expect([dags, found.map((run: DagRun) => run.dagId)]).toEqual([[], ['orders', 'orders']])
    expect((await find('', 'reader')).dags.map((dag: { dagId: string }) => dag.dagId)).toEqual(['orders'])
    await ask(webserver(), 'PATCH /roles/Reader', { body: { name: 'Reader', actions: readingOf('DAG:orders') } })
    expect((await find('2026-11', 'reader')).runs).toEqual([])
    expect((await find('x', 'public')).status).toBe(403)
  })
})

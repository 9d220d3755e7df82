import { beforeAll, expect, test } from 'vitest'
import { setPaused } from '../../../runtime/db/dag.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, FIRST_DAY_MS, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'

describeOnEachDatabase('the DAG list', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    const failing = await storeSpec(database, { ...chainDag('failing'), tags: ['nightly', 'etl'] })
    await storeRuns(
      database,
      failing,
      Array.from({ length: 20 }, () => ({ first: 'success', second: 'failed', third: 'upstream_failed' })),
    )
    const spec = chainDag('owned')
    await storeSpec(database, { ...spec, tasks: spec.tasks.map(task => ({ ...task, owner: 'sales' })) })
    await storeSpec(database, chainDag('quiet'))
    await setPaused(database.kysely, 'quiet', true)
  })

  const idsOf = async (query: string): Promise<string[]> => {
    const { dags } = await askPage(webserver(), `/dags?${query}`)
    return dags.map((dag: { dagId: string }) => dag.dagId)
  }

  test('has the last runs of each DAG, the oldest first, and the tasks of the newest', async () => {
    const { dags } = await askPage(webserver(), '/dags?search=failing')
    expect(dags).toHaveLength(1)
    const dates = dags[0].runs.map((run: { logicalDateMs: number }) => run.logicalDateMs)
    expect(dates).toHaveLength(16)
    expect(dates).toEqual(dates.toSorted())
    expect(dates.at(-1)).toBe(FIRST_DAY_MS + 19 * 86_400_000)
    expect(dags[0].runs[0]).toMatchObject({ state: 'failed', startMs: expect.any(Number), endMs: expect.any(Number) })
    expect(dags[0].tasks).toEqual({ success: 1, failed: 1, upstream_failed: 1, none: 1 })
  })

  test('narrows by name, tag, owner, pause and runs', async () => {
    expect(await idsOf('')).toEqual(['failing', 'owned', 'quiet'])
    expect(await idsOf('search=UIE')).toEqual(['quiet'])
    expect(await idsOf('tags=etl')).toEqual(['failing'])
    expect(await idsOf('owner=sales')).toEqual(['owned'])
    expect(await idsOf('owner=sale')).toEqual([])
    expect(await idsOf('paused=true')).toEqual(['quiet'])
    expect(await idsOf('runs=failed')).toEqual(['failing'])
    expect(await idsOf('runs=running')).toEqual([])
    expect(await idsOf('order_by=-dag_id&limit=2')).toEqual(['quiet', 'owned'])
  })

  test('counts all active DAGs whatever is shown, and names what can be chosen', async () => {
    const { counts, tags, owners, total } = await askPage(webserver(), '/dags?search=quiet')
    expect(counts).toEqual({ all: 3, unpaused: 2, paused: 1, running: 0, failed: 1 })
    expect({ tags, owners, total }).toEqual({ tags: ['etl', 'nightly'], owners: ['airflow', 'sales'], total: 1 })
  })

  test('is for those who may read', async () => {
    expect((await askPage(webserver(), '/dags', 'public')).status).toBe(403)
    expect((await askPage(webserver(), '/dags?runs=late')).detail).toContain("'late' is not one of")
  })
})

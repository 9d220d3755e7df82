import { expect, test } from 'vitest'
import { countRunsByLogicalDate, findLogicalDateSpan } from '../../runtime/db/run-calendar.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, storeRuns, storeSpec } from './stored-runs.ts'

describeOnEachDatabase('runs by logical date', current => {
  test('are counted by hour or minute within the bounds, of one DAG', async () => {
    const { kysely } = current().database
    const [, second] = await storeRuns(current().database, await storeSpec(current().database, chainDag('one')), [
      {},
      {},
      {},
    ])
    await storeRuns(current().database, await storeSpec(current().database, chainDag('other')), [{}])
    await kysely
      .updateTable('dag_run')
      .set({ state: 'running' })
      .where('id', '=', second?.id as number)
      .execute()
    const twoDays = { fromMs: FIRST_DAY_MS, toMs: FIRST_DAY_MS + 2 * DAY_MS }
    const expected = [
      { atMs: FIRST_DAY_MS, state: 'failed', count: 1 },
      { atMs: FIRST_DAY_MS + DAY_MS, state: 'running', count: 1 },
    ]
    for (const by of ['hour', 'minute'] as const) {
      const found = await countRunsByLogicalDate(kysely, 'one', { ...twoDays, by })
      expect(found.toSorted((a, b) => a.atMs - b.atMs)).toEqual(expected)
    }
  })

  test('begin and end somewhere, unless there are none', async () => {
    const { kysely } = current().database
    const span = { firstMs: FIRST_DAY_MS, lastMs: FIRST_DAY_MS + 2 * DAY_MS }
    expect(await findLogicalDateSpan(kysely, 'one')).toEqual(span)
    expect(await findLogicalDateSpan(kysely, 'nosuch')).toBeNull()
  })
})

import { expect, test } from 'vitest'
import { countRunsByHour } from '../../runtime/db/run-history.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, storeRuns, storeSpec } from './stored-runs.ts'

const HOUR_MS = 3_600_000

describeOnEachDatabase('runs by hour', current => {
  test('are those that began since then, and those that wait to begin', async () => {
    const { database } = current()
    const { kysely } = database
    const [one, other, old] = await storeRuns(database, await storeSpec(database, chainDag('one')), [{}, {}, {}])
    const [waiting] = await storeRuns(database, await storeSpec(database, chainDag('two')), [{}])
    const change = (id: number | undefined, values: object) =>
      kysely
        .updateTable('dag_run')
        .set(values)
        .where('id', '=', id as number)
        .execute()
    await change(one?.id, { start_date: sqlTimestamp(NOW_MS) })
    await change(other?.id, { start_date: sqlTimestamp(NOW_MS + HOUR_MS - 1), state: 'success' })
    await change(old?.id, { start_date: sqlTimestamp(NOW_MS - 1) })
    const queuedAt = sqlTimestamp(NOW_MS + 2 * HOUR_MS)
    await change(waiting?.id, { start_date: null, queued_at: queuedAt, state: 'queued' })
    const found = await countRunsByHour(kysely, NOW_MS, undefined)
    expect(found.toSorted((a, b) => a.state.localeCompare(b.state))).toEqual([
      { atMs: NOW_MS, state: 'failed', count: 1 },
      { atMs: NOW_MS + 2 * HOUR_MS, state: 'queued', count: 1 },
      { atMs: NOW_MS, state: 'success', count: 1 },
    ])
    expect(await countRunsByHour(kysely, NOW_MS, ['two'])).toMatchObject([{ state: 'queued' }])
    expect(await countRunsByHour(kysely, NOW_MS, [])).toEqual([])
  })
})

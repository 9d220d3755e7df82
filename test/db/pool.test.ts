import { expect, test } from 'vitest'
import { DefaultPoolNotDeletable } from '../../runtime/db/errors.ts'
import { deletePool, findPool, listPools, listPoolUsage, savePool } from '../../runtime/db/pool.ts'
import type { TaskInstanceState } from '../../runtime/model/states.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { insertTaskInstances } from './rows.ts'

const ETL = { name: 'etl', slots: 4, description: null, includeDeferred: true }

describeOnEachDatabase('pools', current => {
  const db = () => current().database.kysely

  test('begin with the default pool', async () => {
    expect(await listPools(db())).toEqual([
      { id: 1, name: 'default_pool', slots: 128, description: 'Default pool', includeDeferred: false },
    ])
  })

  test('are saved and replaced', async () => {
    await savePool(db(), { ...ETL, slots: 1 })
    await savePool(db(), ETL)
    expect(await findPool(db(), 'etl')).toEqual({ id: expect.any(Number), ...ETL })
    expect(await findPool(db(), 'ETL')).toBe(null)
  })

  test('count the slots that task instances hold, by state', async () => {
    await savePool(db(), { ...ETL, name: 'endless', slots: -1, includeDeferred: false })
    const states: [TaskInstanceState, number][] = [
      ['running', 2],
      ['queued', 1],
      ['scheduled', 5],
      ['deferred', 1],
      ['success', 9],
    ]
    const instances = ['etl', 'endless'].flatMap(pool =>
      states.map(([state, pool_slots]) => ({ task_id: `${pool}_${state}`, state, pool, pool_slots })),
    )
    await insertTaskInstances(db(), 'r', instances)
    const usage = new Map((await listPoolUsage(db())).map(pool => [pool.name, pool]))
    const counts = { running: 2, queued: 1, scheduled: 5, deferred: 1 }
    expect(usage.get('etl')).toEqual({ id: expect.any(Number), ...ETL, ...counts, occupied: 4, open: 0 })
    expect(usage.get('endless')).toMatchObject({ ...counts, occupied: 3, open: Number.POSITIVE_INFINITY })
    expect(usage.get('default_pool')).toMatchObject({ running: 0, occupied: 0, open: 128 })
  })

  test('are deleted, except the default pool', async () => {
    expect(await deletePool(db(), 'etl')).toBe(true)
    expect(await deletePool(db(), 'etl')).toBe(false)
    await expect(deletePool(db(), 'default_pool')).rejects.toThrow(DefaultPoolNotDeletable)
  })
})

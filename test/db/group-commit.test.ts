import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { GroupCommit } from '../../runtime/db/group-commit.ts'
import type { Db } from '../../runtime/db/tables.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('writes that come together', current => {
  const db = () => current().database.kysely
  const key = (taskId: string, runId = 'r') => ({ dagId: 'd', runId, taskId, mapIndex: -1 })
  const pools = async () =>
    (await db().selectFrom('slot_pool').select('pool').orderBy('id').execute()).map(row => row.pool)
  const insert = async (to: Db, pool: string): Promise<string> => {
    await to.insertInto('slot_pool').values({ pool, slots: 1, include_deferred: 0 }).execute()
    return pool
  }
  const insertion = (pool: string, taskId = pool) => ({ key: key(taskId), work: (to: Db) => insert(to, pool) })

  beforeEach(async () => {
    await db().deleteFrom('slot_pool').execute()
  })

  test('share a transaction, in the order in which rows are locked', async () => {
    const writes = new GroupCommit(current().database)
    const seen = new Set<Db>()
    const noting = (pool: string) => ({
      key: key(pool),
      work: (to: Db) => {
        seen.add(to)
        return insert(to, pool)
      },
    })
    const results = await Promise.all(['c', 'a', 'b'].map(pool => writes.write(noting(pool))))
    expect(results).toEqual(['c', 'a', 'b'])
    expect(await pools()).toEqual(['a', 'b', 'c'])
    expect(seen.size).toBe(1)
  })

  test('that come while others are being written go together after them', async () => {
    const writes = new GroupCommit(current().database)
    const hold = Promise.withResolvers<void>()
    const seen: Db[] = []
    const first = writes.write({ key: key('first'), work: () => hold.promise })
    const later = ['x', 'y', 'z'].map(pool => writes.write({ key: key(pool), work: async to => seen.push(to) }))
    hold.resolve()
    await Promise.all([first, ...later])
    expect(new Set(seen).size).toBe(1)
    expect(seen).toHaveLength(3)
  })

  test('lose nothing of the others where one of them fails', async () => {
    const writes = new GroupCommit(current().database)
    const bad = { key: key('bad'), work: (to: Db) => sql`select nonsense from nowhere`.execute(to) }
    const [one, failed, other] = await Promise.allSettled([
      writes.write(insertion('a')),
      writes.write(bad),
      writes.write(insertion('z')),
    ])
    expect([one?.status, failed?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await pools()).toEqual(['a', 'z'])
    await writes.write(insertion('later'))
    expect(await pools()).toHaveLength(3)
  })

  test('of one statement need no transaction when they come alone', async () => {
    const writes = new GroupCommit(current().database)
    let given: Db | undefined
    const alone = { key: key('a'), isOneStatement: true }
    await writes.write({
      ...alone,
      work: async to => {
        given = to
      },
    })
    expect(given).toBe(db())
  })

  test('that may wait travel with the next one, or go alone when their patience ends', async () => {
    const writes = new GroupCommit(current().database)
    const seen = new Map<string, Db>()
    const noting = (name: string, patienceMs: number) =>
      writes.write({ key: key(name), patienceMs, work: async to => void seen.set(name, to) })
    const patient = noting('patient', 60_000)
    await noting('hasty', 0)
    await patient
    expect(seen.get('patient')).toBe(seen.get('hasty'))
    await noting('lonely', 20)
    expect(seen.has('lonely')).toBe(true)
  })

  test('of more than fit into one transaction are all written', async () => {
    const writes = new GroupCommit(current().database)
    await Promise.all(Array.from({ length: 130 }, (_, at) => writes.write(insertion(`p${at}`))))
    expect(await pools()).toHaveLength(130)
  })
})

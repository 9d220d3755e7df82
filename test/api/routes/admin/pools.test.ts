import { beforeEach, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'

describeOnEachDatabase('the routes of pools', current => {
  const webserver = useWebserver(current)

  beforeEach(async () => {
    await current().database.kysely.deleteFrom('slot_pool').where('pool', '!=', 'default_pool').execute()
    await ask(webserver(), 'POST /pools', { body: { name: 'crew', slots: 3 } })
  })

  test('show their slots; -1 is no limit', async () => {
    const { body } = await ask(webserver(), 'POST /pools', {
      body: { name: 'endless', slots: -1, description: 'Any', include_deferred: true },
    })
    expect(body).toEqual({
      name: 'endless',
      slots: -1,
      occupied_slots: 0,
      running_slots: 0,
      queued_slots: 0,
      scheduled_slots: 0,
      deferred_slots: 0,
      open_slots: -1,
      description: 'Any',
      include_deferred: true,
    })
    const list = await ask(webserver(), 'GET /pools?order_by=-slots')
    expect(list.body.pools.map((pool: { name: string }) => pool.name)).toEqual(['default_pool', 'crew', 'endless'])
  })

  test('are renamed and changed', async () => {
    const { body } = await ask(webserver(), 'PATCH /pools/crew', { body: { name: 'team', slots: 4 } })
    expect(body).toMatchObject({ name: 'team', slots: 4 })
    expect((await ask(webserver(), 'GET /pools/crew')).status).toBe(404)
    const masked = await ask(webserver(), 'PATCH /pools/team?update_mask=include_deferred', {
      body: { slots: 9, include_deferred: true },
    })
    expect(masked.body).toMatchObject({ slots: 4, include_deferred: true })
  })

  test('default_pool keeps its name and stays; its slots may change', async () => {
    const body = { name: 'default_pool', slots: 64 }
    expect((await ask(webserver(), 'PATCH /pools/default_pool', { body })).body.slots).toBe(64)
    expect((await ask(webserver(), 'DELETE /pools/crew')).status).toBe(204)
  })

  test.each([
    ['PATCH /pools/default_pool', { name: 'other', slots: 1 }, 400, "Default Pool's name can't be modified"],
    ['DELETE /pools/default_pool', undefined, 400, "Default Pool can't be deleted"],
    ['POST /pools', { slots: 1 }, 400, "Missing required property(ies): ['name']"],
    ['POST /pools', { name: 'a', slots: -2 }, 400, "-2 is less than the minimum of -1 - 'slots'"],
    ['POST /pools', { name: 'crew', slots: 1 }, 409, 'Pool: crew already exists'],
    ['PATCH /pools/crew', { name: 'default_pool', slots: 1 }, 409, 'Pool: default_pool already exists'],
    ['PATCH /pools/crew?update_mask=zzz', { slots: 1 }, 400, 'Invalid field: zzz in update mask'],
    ['GET /pools/nosuch', undefined, 404, "Pool with name:'nosuch' not found"],
  ])('answer %s %o with %i', async (what, body, status, detail) => {
    const answer = await ask(webserver(), what, { body })
    expect([answer.status, answer.body.detail]).toEqual([status, detail])
  })

  test('are changed by operators only', async () => {
    expect((await ask(webserver(), 'GET /pools', { as: 'viewer' })).status).toBe(200)
    expect((await ask(webserver(), 'DELETE /pools/crew', { as: 'user' })).status).toBe(403)
  })
})

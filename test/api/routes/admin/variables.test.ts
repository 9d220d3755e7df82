import { expect, test } from 'vitest'
import { fernetOf } from '../../../../runtime/api/secrets.ts'
import { listAuditEvents } from '../../../../runtime/db/audit-log.ts'
import { createFernet, generateFernetKey } from '../../../../runtime/db/fernet.ts'
import { findVariable, saveVariable } from '../../../../runtime/db/variable.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'

describeOnEachDatabase('the routes of variables', current => {
  const webserver = useWebserver(current, { AIRFLOW__CORE__FERNET_KEY: generateFernetKey() })
  const set = (key: string, value: string) => ask(webserver(), 'POST /variables', { body: { key, value } })
  const stored = (key: string) => findVariable(current().database.kysely, fernetOf(webserver().config), key)

  test('mask what is sensitive by its name, or within JSON', async () => {
    expect((await set('db_password', 'hush')).body.value).toBe('***')
    expect((await set('settings', '{"token": "t0ken", "rows": 3}')).body.value).toBe('{"token":"***","rows":3}')
    const { body } = await ask(webserver(), 'GET /variables?order_by=-key')
    expect(body.variables).toEqual([
      { key: 'settings', value: '{"token":"***","rows":3}', description: null },
      { key: 'db_password', value: '***', description: null },
    ])
    const events = await listAuditEvents(current().database.kysely, { event: 'api.post_variables', limit: 9 })
    expect(JSON.stringify(events)).not.toMatch(/hush|t0ken/)
  })

  test('leave a secret as it is when its mask comes back', async () => {
    await set('api_key', 'hush')
    const body = { key: 'api_key', value: '***', description: 'For the bank' }
    expect((await ask(webserver(), 'PATCH /variables/api_key', { body })).body).toEqual(body)
    expect((await stored('api_key'))?.value).toBe('hush')
  })

  test('change, and tell the audit log what there was before', async () => {
    await set('greeting', 'hello')
    await ask(webserver(), 'PATCH /variables/greeting', { body: { key: 'greeting', value: 'bye' } })
    const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
    expect(JSON.parse(event?.extra ?? '')).toMatchObject({ before: { value: 'hello' }, after: { value: 'bye' } })
    expect((await ask(webserver(), 'DELETE /variables/greeting')).status).toBe(204)
    expect(await stored('greeting')).toBeNull()
  })

  test('that cannot be decrypted are shown as such, replaced and deleted, and lose nothing by accident', async () => {
    const { kysely } = current().database
    await saveVariable(kysely, createFernet(generateFernetKey()), { key: 'foreign', value: 'x', description: null })
    const patch = (body: object, mask = '') => ask(webserver(), `PATCH /variables/foreign${mask}`, { body })
    const raw = () => kysely.selectFrom('variable').select('val').where('key', '=', 'foreign').executeTakeFirstOrThrow()
    const before = await raw()
    expect((await ask(webserver(), 'GET /variables/foreign')).body.value).toBeNull()
    const kept = { key: 'foreign', value: '***', description: 'New' }
    for (const answer of [await patch(kept), await patch(kept, '?update_mask=description')])
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringMatching(/decrypted.*'value'$/)])
    expect(await raw()).toEqual(before)
    expect((await patch({ key: 'foreign', value: 'new' })).status).toBe(200)
    expect((await stored('foreign'))?.value).toBe('new')
    await saveVariable(kysely, createFernet(generateFernetKey()), { key: 'foreign', value: 'x', description: null })
    expect((await ask(webserver(), 'DELETE /variables/foreign')).status).toBe(204)
  })

  test.each([
    ['POST /variables', { key: 'a' }, 400, "'value' is a required property"],
    ['POST /variables', { key: 'a b', value: 'x' }, 400, expect.stringContaining("- 'key'")],
    ['POST /variables', { key: 'a', value: 1 }, 400, "1 is not of type 'string' - 'value'"],
    ['PATCH /variables/a', { key: 'b', value: 'x' }, 400, "key from request body doesn't match uri parameter"],
    ['PATCH /variables/no', { key: 'no', value: 'x' }, 404, 'Variable does not exist'],
    ['GET /variables/no', undefined, 404, 'Variable does not exist'],
    ['DELETE /variables/no', undefined, 404, 'Variable does not exist'],
  ])('answer %s %o with %i', async (what, body, status, detail) => {
    const answer = await ask(webserver(), what, { body })
    expect([answer.status, answer.body.detail]).toEqual([status, detail])
  })
})

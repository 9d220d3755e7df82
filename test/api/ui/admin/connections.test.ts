import { beforeAll, expect, test } from 'vitest'
import { saveConnection } from '../../../../runtime/db/connection.ts'
import { createFernet, generateFernetKey } from '../../../../runtime/db/fernet.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'

describeOnEachDatabase('the list of connections', current => {
  const webserver = useWebserver(current, { AIRFLOW__CORE__FERNET_KEY: generateFernetKey() })
  const list = (query = '') => askPage(webserver(), `/connections${query}`, 'op')
  beforeAll(async () => {
    const empty = { description: null, host: null, schema: null, login: null, port: null, extra: null }
    const foreign = { ...empty, connId: 'foreign', connType: 'my_own', password: 'x' }
    await saveConnection(current().database.kysely, createFernet(generateFernetKey()), foreign)
    const body = { connection_id: 'db', conn_type: 'mysql', host: 'db.example', password: 'hush-hush' }
    await ask(webserver(), 'POST /connections', { body: { ...body, extra: '{"api_key":"k3y"}' } })
    await ask(webserver(), 'POST /connections', { body: { connection_id: 'open', conn_type: 'http' } })
  })

  test('shows that there are passwords, and none of them', async () => {
    const answer = await list()
    expect(answer.connections).toMatchObject([
      { connId: 'db', extra: '{"api_key":"***"}', hasPassword: true, isEncrypted: true, isUnreadable: false },
      { connId: 'foreign', hasPassword: true, isUnreadable: true },
      { connId: 'open', extra: null, hasPassword: false, isEncrypted: false },
    ])
    expect(JSON.stringify(answer)).not.toMatch(/hush|k3y/)
  })

  test('offers the types that are known or in use, and says which of them are really tried', async () => {
    const { types, testing } = await list()
    expect(types).toContainEqual({ name: 'mysql', isChecked: true })
    expect(types).toContainEqual({ name: 'my_own', isChecked: false })
    expect(testing).toBe('Disabled')
  })

  test('is searched, but not by a secret', async () => {
    expect(await list('?search=DB.EX')).toMatchObject({ total: 1, all: 3, connections: [{ connId: 'db' }] })
    expect(await list('?search=hush')).toMatchObject({ total: 0 })
  })

  test('is for those who may read connections', async () => {
    expect((await askPage(webserver(), '/connections')).status).toBe(403)
  })
})

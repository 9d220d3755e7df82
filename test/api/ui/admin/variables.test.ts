import { beforeAll, expect, test } from 'vitest'
import { createFernet, generateFernetKey } from '../../../../runtime/db/fernet.ts'
import { saveVariable } from '../../../../runtime/db/variable.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'

describeOnEachDatabase('the list of variables', current => {
  const webserver = useWebserver(current, { AIRFLOW__CORE__FERNET_KEY: generateFernetKey() })
  const list = (query = '') => askPage(webserver(), `/variables${query}`, 'op')
  beforeAll(async () => {
    const foreign = { key: 'foreign', value: 'x', description: null }
    await saveVariable(current().database.kysely, createFernet(generateFernetKey()), foreign)
    await ask(webserver(), 'POST /variables', { body: { key: 'greeting', value: 'hello', description: 'Said first' } })
    await ask(webserver(), 'POST /variables', { body: { key: 'settings', value: '{"token":"t0ken"}' } })
  })

  test('shows what is masked, what is encrypted, and what cannot be decrypted', async () => {
    const line = { description: null, isEncrypted: true, hasSecret: false }
    expect(await list()).toMatchObject({
      total: 3,
      all: 3,
      variables: [
        { ...line, key: 'foreign', value: null },
        { ...line, key: 'greeting', value: 'hello', description: 'Said first' },
        { ...line, key: 'settings', value: '{"token":"***"}', hasSecret: true },
      ],
    })
  })

  test('is searched by key, value and description, but never by a secret', async () => {
    const found = async (search: string) =>
      (await list(`?search=${search}`)).variables.map(({ key }: { key: string }) => key)
    expect([await found('SETT'), await found('hell'), await found('first'), await found('t0k')]).toEqual([
      ['settings'],
      ['greeting'],
      ['greeting'],
      [],
    ])
    expect(await list('?limit=1&offset=1&search=e')).toMatchObject({ total: 3, variables: [{ key: 'greeting' }] })
  })

  test('knows every key', async () => {
    expect((await askPage(webserver(), '/variables/keys', 'op')).keys).toEqual(['foreign', 'greeting', 'settings'])
  })

  test('is for those who may read variables', async () => {
    expect((await askPage(webserver(), '/variables')).status).toBe(403)
    expect((await askPage(webserver(), '/variables/keys')).status).toBe(403)
  })
})

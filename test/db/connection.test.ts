import { expect, test } from 'vitest'
import {
  type Connection,
  deleteConnection,
  findConnection,
  listConnections,
  saveConnection,
} from '../../runtime/db/connection.ts'
import { SecretNotDecryptable } from '../../runtime/db/errors.ts'
import { createFernet, generateFernetKey } from '../../runtime/db/fernet.ts'
import { describeOnEachDatabase } from '../databases.ts'

const fernet = createFernet(generateFernetKey())

const WAREHOUSE: Connection = {
  connId: 'warehouse',
  connType: 'mysql',
  description: 'the big one',
  host: 'db.example.com',
  schema: 'sales',
  login: 'etl',
  password: 'p:/@ü',
  port: 3306,
  extra: '{"charset": "utf8mb4"}',
}

describeOnEachDatabase('connections', current => {
  const db = () => current().database.kysely

  test('are read as they were saved, with password and extra encrypted in the table', async () => {
    await saveConnection(db(), fernet, WAREHOUSE)
    expect(await findConnection(db(), fernet, 'warehouse')).toMatchObject(WAREHOUSE)
    const row = await db().selectFrom('connection').selectAll().executeTakeFirstOrThrow()
    expect([row.password, row.extra, row.login]).toEqual([
      expect.stringMatching(/^gAAAA/),
      expect.stringMatching(/^gAAAA/),
      'etl',
    ])
    expect([row.is_encrypted, row.is_extra_encrypted]).toEqual([1, 1])
  })

  test('are replaced under the same id', async () => {
    await saveConnection(db(), createFernet(''), { ...WAREHOUSE, password: null, extra: null, port: null })
    const found = await findConnection(db(), fernet, 'warehouse')
    expect(found).toMatchObject({
      password: null,
      extra: null,
      port: null,
      isEncrypted: false,
      isExtraEncrypted: false,
    })
    expect(await db().selectFrom('connection').select('id').execute()).toHaveLength(1)
  })

  test('do not encrypt what is empty', async () => {
    await saveConnection(db(), fernet, { ...WAREHOUSE, connId: 'bare', password: '', extra: null })
    expect(await findConnection(db(), fernet, 'bare')).toMatchObject({ password: '', extra: null, isEncrypted: false })
  })

  test('that another key encrypted are refused alone, but do not hide the others of a list', async () => {
    await saveConnection(db(), createFernet(generateFernetKey()), { ...WAREHOUSE, connId: 'foreign' })
    await expect(findConnection(db(), fernet, 'foreign')).rejects.toThrow(SecretNotDecryptable)
    const listed = await listConnections(db(), fernet)
    expect(listed.map(({ connId, password }) => [connId, password])).toEqual([
      ['bare', ''],
      ['foreign', null],
      ['warehouse', null],
    ])
  })

  test('are gone after deletion, which tells whether there was one', async () => {
    expect(await deleteConnection(db(), 'bare')).toBe(true)
    expect(await deleteConnection(db(), 'bare')).toBe(false)
    expect(await findConnection(db(), fernet, 'bare')).toBe(null)
  })
})

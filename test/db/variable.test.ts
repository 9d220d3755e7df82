import { expect, test } from 'vitest'
import { SecretNotDecryptable } from '../../runtime/db/errors.ts'
import { createFernet, generateFernetKey } from '../../runtime/db/fernet.ts'
import {
  deleteVariable,
  findStoredVariable,
  findVariable,
  listVariableKeys,
  listVariables,
  saveVariable,
} from '../../runtime/db/variable.ts'
import { describeOnEachDatabase } from '../databases.ts'

const fernet = createFernet(generateFernetKey())
const plain = createFernet('')

describeOnEachDatabase('variables', current => {
  const db = () => current().database.kysely
  const stored = (key: string) => db().selectFrom('variable').selectAll().where('key', '=', key).executeTakeFirst()

  test('are encrypted where there is a key', async () => {
    await saveVariable(db(), fernet, { key: 'secret', value: 'ü😀', description: 'd' })
    expect((await stored('secret'))?.val).toMatch(/^gAAAA/)
    const variable = { id: expect.any(Number), key: 'secret', value: 'ü😀', description: 'd', isEncrypted: true }
    expect(await findVariable(db(), fernet, 'secret')).toEqual(variable)
  })

  test('are kept as they are without a key', async () => {
    await saveVariable(db(), plain, { key: 'open', value: '', description: null })
    expect(await stored('open')).toMatchObject({ val: '', is_encrypted: 0 })
    expect((await findVariable(db(), fernet, 'open'))?.value).toBe('')
  })

  test('are replaced under the same key, which is compared by its case', async () => {
    await saveVariable(db(), plain, { key: 'Key', value: '1', description: 'one' })
    await saveVariable(db(), plain, { key: 'key', value: '2', description: null })
    await saveVariable(db(), fernet, { key: 'Key', value: '3', description: null })
    const found = await Promise.all(['Key', 'key', 'KEY'].map(key => findVariable(db(), fernet, key)))
    expect(found.map(variable => variable?.value ?? null)).toEqual(['3', '2', null])
    expect(found[0]?.description).toBe(null)
  })

  test('that another key encrypted are refused alone, but do not hide the others of a list', async () => {
    await saveVariable(db(), createFernet(generateFernetKey()), { key: 'foreign', value: 'x', description: null })
    await expect(findVariable(db(), fernet, 'foreign')).rejects.toThrow(SecretNotDecryptable)
    expect((await findStoredVariable(db(), fernet, 'foreign'))?.value).toBeNull()
    const listed = new Map((await listVariables(db(), fernet)).map(({ key, value }) => [key, value]))
    expect([listed.get('foreign'), listed.get('secret')]).toEqual([null, 'ü😀'])
    await deleteVariable(db(), 'foreign')
  })

  test('are listed by key', async () => {
    const keys = (await listVariables(db(), fernet)).map(({ key }) => key)
    expect(keys).toEqual(['Key', 'key', 'open', 'secret'])
    expect(await listVariableKeys(db())).toEqual(keys)
    const some = await listVariables(db(), fernet, ['secret', 'key', 'no'])
    expect(some.map(({ key }) => key)).toEqual(['key', 'secret'])
    expect(await listVariables(db(), fernet, [])).toEqual([])
  })

  test('are gone after deletion, which tells whether there was one', async () => {
    expect(await deleteVariable(db(), 'open')).toBe(true)
    expect(await deleteVariable(db(), 'open')).toBe(false)
    expect(await findVariable(db(), fernet, 'open')).toBe(null)
  })
})

import { describe, expect, test } from 'vitest'
import { InvalidFernetKey, SecretNotDecryptable } from '../../runtime/db/errors.ts'
import { createFernet, generateFernetKey } from '../../runtime/db/fernet.ts'
import { hasPythonModule, runPython } from './python.ts'

const FIRST_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const SECOND_KEY = 'ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM='
const FIRST_TOKEN =
  'gAAAAABlU_EAAAECAwQFBgcICQoLDA0ODxAKO2IsUpuLzhaXyFY0m1WuWVxPWpErhODcu4S3865S0E-1FrZCwYLJLoDyyBD8mQ=='
const SECOND_TOKEN =
  'gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD_oCxom6GeJLDdcDRSlBx40b0_nERSomQeK__XTovgTv1Rw7iyZRKovXIXINQDScnA=='

describe('a fernet', () => {
  test('decrypts what Python encrypted', () => {
    expect(createFernet(FIRST_KEY).decrypt(FIRST_TOKEN)).toBe('geheim ü')
    expect(createFernet(SECOND_KEY).decrypt(SECOND_TOKEN)).toBe('')
  })

  test('decrypts with any key of the list and encrypts with the first', () => {
    const both = createFernet(`${FIRST_KEY}, ${SECOND_KEY}`)
    expect([both.decrypt(FIRST_TOKEN), both.decrypt(SECOND_TOKEN)]).toEqual(['geheim ü', ''])
    expect(createFernet(FIRST_KEY).decrypt(both.encrypt('x'))).toBe('x')
    expect(() => createFernet(SECOND_KEY).decrypt(both.encrypt('x'))).toThrow(SecretNotDecryptable)
  })

  test('makes tokens that begin as Airflow users know them, each time another', () => {
    const fernet = createFernet(generateFernetKey())
    expect(fernet.encrypt('x')).toMatch(/^gAAAA[\w-]+={0,2}$/)
    expect(fernet.encrypt('x')).not.toBe(fernet.encrypt('x'))
  })

  test('without a key leaves values as they are', () => {
    const plain = createFernet('')
    expect([plain.encrypts, plain.encrypt('x')]).toEqual([false, 'x'])
    expect(() => plain.decrypt(FIRST_TOKEN)).toThrow('no key is set')
  })

  test('refuses a token of which one byte was changed', () => {
    const damaged = FIRST_TOKEN.replace('AAECAw', 'AAECBw')
    expect(() => createFernet(FIRST_KEY).decrypt(damaged)).toThrow('none of the keys fits')
  })

  test.each(['', 'hello', 'gAAAAA'])('refuses %j, which is no token', text => {
    expect(() => createFernet(FIRST_KEY).decrypt(text)).toThrow(SecretNotDecryptable)
  })

  test('says which key of the list is none, without showing it', () => {
    const make = () => createFernet(`${FIRST_KEY},tooshort`)
    expect(make).toThrow(InvalidFernetKey)
    expect(make).toThrow('Key 2 of [core] fernet_key is not 32 bytes in url-safe base64')
    expect(make).not.toThrow('tooshort')
  })

  test.skipIf(!hasPythonModule('cryptography'))('encrypts what Python decrypts', () => {
    const key = generateFernetKey()
    const tokens = ['', 'x', 'ü'.repeat(1000)].map(text => createFernet(key).encrypt(text))
    const program =
      'import sys, json; from cryptography.fernet import Fernet; key, tokens = json.load(sys.stdin); print(json.dumps([Fernet(key).decrypt(token).decode() for token in tokens]))'
    expect(runPython(program, [key, tokens])).toEqual(['', 'x', 'ü'.repeat(1000)])
  })
})

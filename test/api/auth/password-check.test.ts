import { expect, test } from 'vitest'
import { PasswordCheck } from '../../../runtime/api/auth/password-check.ts'
import { hashPassword } from '../../../runtime/db/password.ts'

const credentials = { username: 'ann', password: 'right' }

test('a right password is known for five minutes, and only with the hash it was checked against', async () => {
  let nowMs = 0
  const check = new PasswordCheck(() => nowMs)
  const hash = await hashPassword('right')
  expect(check.knows(credentials, hash)).toBe(false)
  expect(await check.isRight(credentials, hash, () => undefined)).toBe(true)
  expect(check.knows(credentials, hash)).toBe(true)
  expect(check.knows({ ...credentials, password: 'wrong' }, hash)).toBe(false)
  expect(check.knows(credentials, `${hash}0`)).toBe(false)
  nowMs = 5 * 60_000
  expect(check.knows(credentials, hash)).toBe(false)
})

test('a wrong password and a user without hash are never known', async () => {
  const check = new PasswordCheck(() => 0)
  const hash = await hashPassword('other')
  expect(await check.isRight(credentials, hash, () => undefined)).toBe(false)
  expect(await check.isRight(credentials, null, () => undefined)).toBe(false)
  expect([check.knows(credentials, hash), check.knows(credentials, null)]).toEqual([false, false])
})

test('requests that ask the same at the same time share one check', async () => {
  const check = new PasswordCheck(() => 0)
  const hash = await hashPassword('right')
  let admitted = 0
  const admit = (): void => {
    admitted += 1
  }
  const answers = await Promise.all([1, 2, 3].map(() => check.isRight(credentials, hash, admit)))
  expect([answers, admitted]).toEqual([[true, true, true], 1])
})

test('a refused check does not run', async () => {
  const check = new PasswordCheck(() => 0)
  const refuse = (): never => {
    throw new Error('too many')
  }
  await expect(check.isRight(credentials, 'unknown$$', refuse)).rejects.toThrow('too many')
})

import { expect, test } from 'vitest'
import { UnknownPasswordHash } from '../../runtime/db/errors.ts'
import { hashPassword, verifyPassword } from '../../runtime/db/password.ts'

// Both made by Werkzeug 3 from `pässwörd`.
const SCRYPT =
  'scrypt:32768:8:1$DaC9N2A1fzUqUFfs$703249485300f7db240488b616b8bba6365ce61bef9a84354796192fcc6d0d2b75999c9eebcb0bceff8608bd81337455d0f18c6174f518baa6e67395cd7b3612'
const PBKDF2 = 'pbkdf2:sha256:1000$4VFMEuV9WnmMG2HI$d80a05b87097082c34ac07dfac20a7bd8e40a64c147e3e1c4815a9287d322727'

test.each([SCRYPT, PBKDF2])('verifies %s', async hash => {
  expect(await verifyPassword('pässwörd', hash)).toBe(true)
  expect(await verifyPassword('passwort', hash)).toBe(false)
  expect(await verifyPassword('', hash)).toBe(false)
})

test('verifies its own hashes, which are salted and in Werkzeug’s form', async () => {
  const [first, second] = await Promise.all([hashPassword('s3cret'), hashPassword('s3cret')])
  expect(first).toMatch(/^scrypt:32768:8:1\$[A-Za-z0-9]{16}\$[0-9a-f]{128}$/)
  expect(first).not.toBe(second)
  expect(await verifyPassword('s3cret', first)).toBe(true)
})

test('does not take a hash that was cut short', async () => {
  expect(await verifyPassword('pässwörd', SCRYPT.slice(0, -2))).toBe(false)
  expect(await verifyPassword('pässwörd', 'scrypt:32768:8:1$DaC9N2A1fzUqUFfs$')).toBe(false)
})

test.each(['$2b$12$abcdefghijklmnopqrstuv', 'plain', 'pbkdf2:md5:1$a$00', ''])('names the method of %j', async hash => {
  await expect(verifyPassword('x', hash)).rejects.toThrow(UnknownPasswordHash)
})

import { expect, test } from 'vitest'
import { redact, restoreMasked } from '../../runtime/service/redact.ts'
import { isSensitiveName } from '../../runtime/service/secret-masker.ts'

const masked = (value: unknown) => redact(value, isSensitiveName)

test.each([
  [
    { password: 'x', host: 'h' },
    { password: '***', host: 'h' },
  ],
  [{ list: [{ api_key: 1 }, { rows: 2 }] }, { list: [{ api_key: '***' }, { rows: 2 }] }],
  [{ extra: '{"token": "t", "a": 1}' }, { extra: '{"token":"***","a":1}' }],
  [{ extra: '{ "a":  1 }' }, { extra: '{ "a":  1 }' }],
  [
    { password: null, secret: '' },
    { password: null, secret: '' },
  ],
  ['{not json', '{not json'],
  [7, 7],
])('%o is shown as %o', (value, shown) => {
  expect(masked(value)).toEqual(shown)
})

test('what was masked and comes back is what it was', () => {
  const before = { token: 't', deep: [{ password: 'p' }], rows: 1 }
  expect(restoreMasked({ token: '***', deep: [{ password: '***' }], rows: 2 }, before)).toEqual({ ...before, rows: 2 })
  expect(restoreMasked({ token: '***' }, null)).toEqual({ token: '***' })
})

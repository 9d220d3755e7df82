import { expect, test } from 'vitest'
import { valueOfRepr } from '../../../runtime/flower/attempt/value-of-repr.ts'

test.each([
  [null, null],
  ['None', null],
  ['True', true],
  ['-2.5e-3', -0.0025],
  ['7', 7],
  [`"it's"`, "it's"],
  ["'a\\n\\x41'", 'a\nA'],
  ["'a' + 'b'", "'a' + 'b'"],
  ["['a', 'b']", "['a', 'b']"],
  ['<object>', '<object>'],
])('%j is the value %j', (repr, value) => {
  expect(valueOfRepr(repr)).toEqual(value)
})

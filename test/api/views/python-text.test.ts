import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { pythonRepr, pythonStr } from '../../../runtime/api/views/python-text.ts'

const VALUES = [
  'plain',
  "it's",
  'say "hi"',
  `both ' and "`,
  'tab\tline\nreturn\r nul\u0000 del\u007f nbsp\u00a0 back\\slash',
  'grüße 😀',
  [1, 1.5, -3, true, false, null, []],
  { a: { 'b c': [] }, empty: {} },
]

test('values look as Python prints them', () => {
  const script = 'import json, sys\nfor value in json.load(sys.stdin): print(repr(value))'
  const printed = execFileSync('python3', ['-c', script], { input: JSON.stringify(VALUES), encoding: 'utf8' })
  expect(VALUES.map(pythonRepr)).toEqual(printed.trimEnd().split('\n'))
})

test('a string stands for itself where it is the whole value', () => {
  expect(pythonStr("it's")).toBe("it's")
  expect(pythonStr(["it's"])).toBe(`["it's"]`)
})

import { expect, test } from 'vitest'
import { prefersJson, prefersText } from '../../../runtime/api/input/accept.ts'

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['text/plain', true],
  ['text/*', true],
  ['application/json;q=0.5, text/plain', true],
  ['text/plain;q=0.1, */*;q=0.8', false],
])('a client that accepts %s prefers text: %s', (accept, expected) => {
  expect(prefersText(accept)).toBe(expected)
})

test('a browser prefers a page to JSON', () => {
  expect(prefersJson('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(false)
  expect(prefersJson('application/json')).toBe(true)
})

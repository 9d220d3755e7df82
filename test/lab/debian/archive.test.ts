import { expect, test } from 'vitest'
import { archiveIn } from './archive.ts'

test.each([
  ['the older format', 'deb http://archive.test/debian bookworm main\n', 'http://archive.test/debian'],
  ['options and a slash', '# a\ndeb [arch=amd64] http://archive.test/debian/ sid main\n', 'http://archive.test/debian'],
  ['the newer format', 'Types: deb\nURIs: http://archive.test/debian\nSuites: sid\n', 'http://archive.test/debian'],
  [
    'others beside it',
    'deb http://tools.test/apt x main\n\nURIs: http://archive.test/debian-security\nURIs: http://archive.test/debian\n',
    'http://archive.test/debian',
  ],
])("finds Debian's archive in %s", (_, sources, address) => {
  expect(archiveIn(sources)).toBe(address)
})

test('says so where apt names no archive of Debian', () => {
  expect(() => archiveIn('deb http://archive.test/ubuntu noble main')).toThrow('names no Debian archive')
})

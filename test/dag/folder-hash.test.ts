import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderHash } from '../../runtime/dag/folder-hash.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipstream-hash-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const hashOf = (folder: string): string | null => new FolderHash(join(root, folder), 'regexp').current()

test('is the same for the same files at another place, whatever their dates', () => {
  write('a/one.ts', 'one')
  write('a/deep/two.ts', 'two')
  write('b/deep/two.ts', 'two')
  utimesSync(write('b/one.ts', 'one'), 1, 1)
  expect(hashOf('a')).toMatch(/^[0-9a-f]{64}$/)
  expect(hashOf('b')).toBe(hashOf('a'))
})

test.each([
  ['content', () => write('b/one.ts', 'other')],
  ['an added file', () => write('b/two.ts', 'two')],
  ['a name', () => renameSync(join(root, 'b/one.ts'), join(root, 'b/uno.ts'))],
])('differs with %s', (_, change) => {
  write('a/one.ts', 'one')
  write('b/one.ts', 'one')
  const hash = new FolderHash(join(root, 'b'), 'regexp')
  expect(hash.current()).toBe(hashOf('a'))
  change()
  expect(hash.current()).not.toBe(hashOf('a'))
})

test('passes over what is no DAG file, and what .airflowignore excludes', () => {
  write('a/one.ts', 'one')
  write('b/one.ts', 'one')
  write('b/notes.txt', 'notes')
  write('b/.airflowignore', 'skipped')
  write('b/skipped.ts', 'skipped')
  expect(hashOf('b')).toBe(hashOf('a'))
})

test('is null for a folder without DAG files, or none at all', () => {
  write('a/notes.txt', '')
  expect([hashOf('a'), hashOf('nowhere')]).toEqual([null, null])
})

test('reads no file again that has not changed', () => {
  const path = write('a/one.ts', 'one')
  const hash = new FolderHash(join(root, 'a'), 'regexp')
  const before = hash.current()
  for (let count = 0; count < 400; count += 1) write(`a/more-${count}.ts`, 'x'.repeat(50_000))
  const [first, again] = [timed(() => hash.current()), timed(() => hash.current())]
  expect(again).toBeLessThan(first)
  rmSync(path)
  expect(hash.current()).not.toBe(before)
})

function timed(work: () => unknown): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}

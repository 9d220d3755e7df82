import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IgnoreSyntax } from '../../runtime/dag/airflow-ignore.ts'
import { scanFolder } from '../../runtime/dag/scan-folder.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipstream-scan-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(...names: readonly string[]): void {
  for (const name of names) write(name, '')
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

const found = (syntax: IgnoreSyntax = 'regexp'): string[] =>
  [...scanFolder(root, syntax).versions.keys()].map(path => relative(root, path)).sort()

describe('a scan', () => {
  test('finds modules at any depth, and nothing else', () => {
    put('a.ts', 'b.mts', 'c.js', 'd.mjs', 'deep/er/e.ts')
    put('types.d.ts', 'types.d.mts', 'f.py', 'g.json', 'node_modules/x/h.ts', '.git/i.ts', '__pycache__/j.ts')
    mkdirSync(join(root, 'folder.ts'))
    expect(found()).toEqual(['a.ts', 'b.mts', 'c.js', 'd.mjs', 'deep/er/e.ts'])
    expect(
      scanFolder(root, 'regexp')
        .folders.map(folder => relative(root, folder))
        .sort(),
    ).toEqual(['', 'deep', 'deep/er', 'folder.ts'])
  })

  test('follows links to files and folders, but not for ever, and not to nowhere', () => {
    put('real/a.ts')
    symlinkSync('real/a.ts', join(root, 'link.ts'))
    symlinkSync('real', join(root, 'linked'))
    symlinkSync('..', join(root, 'real', 'loop'))
    symlinkSync('missing.ts', join(root, 'dangling.ts'))
    symlinkSync('itself.ts', join(root, 'itself.ts'))
    expect(found()).toEqual(['link.ts', 'linked/a.ts', 'real/a.ts'])
  })

  test('gives a file that changed another version, whatever its date says', () => {
    put('a.ts')
    const version = () => scanFolder(root, 'regexp').versions.get(join(root, 'a.ts'))
    const first = version()
    expect(version()).toBe(first)
    write('a.ts', 'x')
    expect(version()).not.toBe(first)
  })

  test('of a folder that is not there is empty', () => {
    expect(scanFolder(join(root, 'none'), 'glob')).toEqual({ versions: new Map(), folders: [], problems: [] })
  })
})

describe('.airflowignore', () => {
  test('holds regular expressions, searched for in the path below its folder', () => {
    put('a.ts', 'project_a/b.ts', 'project_b/c.ts', 'deep/tenant_1/d.ts', 'deep/project_a.ts', 'deep/e.ts')
    write('.airflowignore', '# a comment\nproject_a\ntenant_\\d # another\n\n')
    write('deep/.airflowignore', '^e\\.ts$')
    expect(found()).toEqual(['a.ts', 'project_b/c.ts'])
  })

  test('holds globs as .gitignore does where dag_ignore_file_syntax says so', () => {
    put(
      'a.ts',
      'x_test.ts',
      'deep/y_test.ts',
      'build/b.ts',
      'deep/build/c.ts',
      'lib/keep.ts',
      'lib/drop.ts',
      'top/d.ts',
      'deep/top/e.ts',
    )
    write('.airflowignore', '*_test.ts\nbuild/\nlib/*\n!lib/keep.ts\n/top\n')
    expect(found('glob')).toEqual(['a.ts', 'deep/top/e.ts', 'lib/keep.ts'])
  })

  test('with a line that is no pattern is named, with file and line', () => {
    put('a.ts')
    write('sub/.airflowignore', 'good\n(bad\n')
    const { problems } = scanFolder(root, 'regexp')
    expect(problems.map(({ error }) => error.message)).toEqual([
      `${join(root, 'sub/.airflowignore')}:2: "(bad" is no regular expression. Correct it, or set [core] dag_ignore_file_syntax = glob`,
    ])
    expect(found()).toEqual(['a.ts'])
  })
})

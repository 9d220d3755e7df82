import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHECKOUT } from '../../../stacks/checkout.ts'
import { buildDagsRelease, type DagsReleaseOptions } from '../../../stacks/release/dags-release.ts'
import { ReleaseError } from '../../../stacks/release/release-error.ts'

let folder = ''
let dagsFolder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dags-release-'))
  dagsFolder = join(folder, 'dags')
  mkdirSync(dagsFolder)
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dagsFolder, path)), { recursive: true })
    writeFileSync(join(dagsFolder, path), text)
  }
}

const PATIENCE_MS = 120_000

const nodes = [
  { name: 'host1', queue: 'node.host1' },
  { name: 'host2.example.com', queue: 'node.host2.example.com' },
]
const build = (options: Partial<DagsReleaseOptions> = {}) =>
  buildDagsRelease({ dagsFolder, nodes, cacheFolder: join(folder, 'cache'), ...options })

async function unpacked(archive: string): Promise<string> {
  const target = mkdtempSync(join(folder, 'unpacked-'))
  await execa('tar', ['-xzf', archive, '-C', target])
  return target
}

const listing = async (archive: string): Promise<string[]> => {
  const { stdout } = await execa('tar', ['-tzf', archive])
  return stdout.split('\n').filter(path => !path.endsWith('/'))
}

const aDag = (id: string, more = ''): string => `import { Dag } from 'slipstream'\n${more}\nnew Dag('${id}')\n`

async function problemOf(options: Partial<DagsReleaseOptions> = {}): Promise<string> {
  const error = await build(options).catch((reason: unknown) => reason)
  if (!(error instanceof ReleaseError)) throw error
  return error.message
}

describe('a dags release', { timeout: PATIENCE_MS }, () => {
  test('has the folder as it is, without what npm and editors keep there, and a canary', async () => {
    write({
      'a.ts': aDag('a'),
      'team/b.ts': aDag('b', `import { word } from './words.ts'`),
      'team/words.ts': 'export const word: string = "x"',
      'data/rows.csv': '1;2',
      'run.sh': 'echo hi',
      '.airflowignore': 'drafts/*',
      'drafts/unfinished.ts': 'import nothing from "never-installed"',
      '.git/HEAD': 'x',
      'tsconfig.json': '{}',
      'node_modules/x/index.js': '',
    })
    chmodSync(join(dagsFolder, 'run.sh'), 0o755)
    symlinkSync('..', join(dagsFolder, 'team', 'around'))
    const release = await build()
    expect(release).toMatchObject({ dagCount: 2, broken: [], packages: {} })
    expect((await listing(release.archive)).sort()).toEqual([
      '.airflowignore',
      'a.ts',
      'data/rows.csv',
      'drafts/unfinished.ts',
      'release.json',
      'run.sh',
      'slipstream_canary.ts',
      'team/b.ts',
      'team/words.ts',
    ])
    const target = await unpacked(release.archive)
    expect(readFileSync(join(target, 'a.ts'), 'utf8')).toBe(aDag('a'))
    expect(statSync(join(target, 'run.sh')).mode & 0o777).toBe(0o755)
  })

  test('is the same for the same files, and another one when a file or the hosts change', async () => {
    write({ 'a.ts': aDag('a') })
    const first = await build()
    expect(await build()).toEqual(first)
    expect(await build({ cacheFolder: join(folder, 'other') })).toMatchObject({ id: first.id, sha256: first.sha256 })
    write({ 'data.csv': '1' })
    const second = await build()
    expect(second.id).not.toBe(first.id)
    expect((await build({ nodes: nodes.slice(1) })).id).not.toBe(second.id)
  })
})

describe('npm packages', { timeout: PATIENCE_MS }, () => {
  const source = `import { Dag } from 'slipstream'
import semver, { valid } from 'semver'
import { parse as parseYaml, stringify } from 'yaml'
import { execa } from 'execa'
import type { Nothing } from 'never-installed'
import { half } from './half.ts'
const { default: prerelease } = await import('semver/functions/prerelease.js')
enum Colour { Red = 'red' }
if (semver.valid !== valid) throw new Error('two instances')
if (stringify(parseYaml('a: 1')) !== 'a: 1\\n') throw new Error('yaml')
if (typeof execa !== 'function' || prerelease('1.0.0-a.1')[0] !== 'a' || half(4) !== 2) throw new Error('other')
new Dag('a', { description: Colour.Red })
`

  test('that DAG files import are in it, and the runtime loads them where none is installed', async () => {
    symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'))
    write({
      'a.ts': source,
      'half.ts': `import { valid } from 'semver'\nexport const half = (n: number) => n / (valid('1.0.0') ? 2 : 0)`,
    })
    const release = await build()
    expect(Object.keys(release.packages)).toEqual(expect.arrayContaining(['semver', 'yaml', 'execa', 'npm-run-path']))
    const target = await unpacked(release.archive)
    expect(readFileSync(join(target, 'a.ts'), 'utf8')).toBe(source)
    expect(JSON.parse(readFileSync(join(target, 'node_modules/semver/package.json'), 'utf8'))).toEqual({
      name: 'semver',
      exports: { '.': './index.mjs', './functions/prerelease.js': './functions/prerelease.js.mjs' },
    })
    expect(release.dagCount).toBe(1)
  })

  test('that are missing, compiled or broken are named, with the file that imports them', async () => {
    write({
      'a.ts': aDag('a', `const load = () => import('never-installed/part')`),
      '../node_modules/compiled/package.json': '{ "name": "compiled", "main": "index.js" }',
      '../node_modules/compiled/index.js': `exports.x = () => require('./build/x.node')`,
      '../node_modules/breaks/package.json': '{ "name": "breaks", "main": "index.js" }',
      '../node_modules/breaks/index.js': `throw new Error('no such luck')`,
    })
    expect(await problemOf()).toBe(
      `${dagsFolder}/a.ts imports never-installed/part, which is not installed. In ${dagsFolder} or above run: npm install never-installed`,
    )
    write({ 'a.ts': aDag('a', `import { x } from 'compiled'`) })
    expect(await problemOf()).toBe(
      'DAG files import compiled, which has compiled code that cannot be bundled for other hosts. Use a package in plain JavaScript',
    )
    write({ 'a.ts': aDag('a', `const load = () => import('breaks')`) })
    expect(await problemOf()).toMatch(/breaks, which .*a\.ts imports, cannot be loaded by Node\.js v24.*no such luck/s)
  })
})

describe('DAG files that cannot be read', { timeout: PATIENCE_MS }, () => {
  test('stop it: each is named with file, line and message', async () => {
    write({
      'good.ts': aDag('good'),
      'syntax.ts': `import { Dag } from 'slipstream'\nconst dag = new Dag('x'\n`,
      'team/throws.ts': aDag('y', `throw new Error('boom')`),
    })
    const problem = await problemOf()
    expect(problem).toContain('2 DAG files cannot be read:\n')
    expect(problem).toContain(`  ${dagsFolder}/syntax.ts:2: SyntaxError: `)
    expect(problem).toContain(`  ${dagsFolder}/team/throws.ts:2: Error: boom\n`)
    expect(problem).toContain('slipstream:allowBrokenDags: true')
  })

  test('are let through when that is wanted, and told', async () => {
    write({ 'good.ts': aDag('good'), 'throws.ts': aDag('y', `throw new Error('boom')`) })
    const release = await build({ allowBrokenDags: true })
    expect(release).toMatchObject({ dagCount: 1, broken: [{ file: `${dagsFolder}/throws.ts` }] })
    expect(release.broken[0]?.error).toContain(`${dagsFolder}/throws.ts:2: Error: boom`)
    expect(await listing(release.archive)).toContain('throws.ts')
  })

  test("are read by the stack's own options", async () => {
    write({ '.airflowignore': 'regexp.*ts', 'regexp1.ts': 'new Nonsense() // dag slipstream' })
    expect(await problemOf({ config: { 'core.dag_ignore_file_syntax': 'glob' } })).toContain('regexp1.ts')
    expect(await build({ config: { 'core.dag_ignore_file_syntax': 'regexp' } })).toMatchObject({ dagCount: 0 })
  })

  test('two DAGs of one name, no folder, and a file where the canary goes', async () => {
    write({ 'a.ts': aDag('same'), 'b.ts': aDag('same') })
    expect(await problemOf()).toMatch(/DAG same is already defined in/)
    expect(await problemOf({ dagsFolder: join(folder, 'nowhere') })).toMatch(
      /^There is no dags folder .*nowhere\. Make it/,
    )
    write({ 'slipstream_canary.ts': '' })
    expect(await problemOf()).toMatch(/slipstream_canary\.ts is in the way/)
  })
})

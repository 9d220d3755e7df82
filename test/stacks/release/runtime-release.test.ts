import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { rm, truncate } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Release } from '../../../stacks/release/archive/release.ts'
import { buildRuntimeRelease } from '../../../stacks/release/runtime-release.ts'
import { RELEASE_CACHE, thisArchitecture, type UnpackedRelease, unpackRuntimeRelease } from './unpacked-release.ts'

const ARCHITECTURE = thisArchitecture
let release: UnpackedRelease
let scratch = ''
beforeAll(async () => {
  release = await unpackRuntimeRelease()
  scratch = mkdtempSync(join(tmpdir(), 'release-'))
})
afterAll(async () => {
  release[Symbol.dispose]()
  await rm(scratch, { recursive: true, force: true })
})

const airflow = (...args: readonly string[]) => {
  const { node, script, env, cwd } = release.program
  return execa(node, [script, ...args], { cwd, env, extendEnv: false })
}

describe('the archive', () => {
  test('is the same for the same sources, wherever and whenever it is built', { timeout: 120_000 }, async () => {
    const known = await buildRuntimeRelease({ architecture: ARCHITECTURE, cacheFolder: RELEASE_CACHE })
    const again = await buildRuntimeRelease({ architecture: ARCHITECTURE, cacheFolder: join(scratch, 'cache') })
    expect(again).toEqual({ ...known, archive: again.archive })
    expect(readFileSync(again.archive).length).toBe(again.sizeBytes)
  })

  test('is built once: the second time costs a look at the sources', async () => {
    const startedMs = performance.now()
    await buildRuntimeRelease({ architecture: ARCHITECTURE, cacheFolder: RELEASE_CACHE })
    expect(performance.now() - startedMs).toBeLessThan(1000)
  })

  test('is built again when the one in the cache is gone or cut short', { timeout: 120_000 }, async () => {
    const cacheFolder = join(scratch, 'cut')
    cpSync(RELEASE_CACHE, cacheFolder, { recursive: true })
    const first: Release = await buildRuntimeRelease({ architecture: ARCHITECTURE, cacheFolder })
    await truncate(first.archive, 1000)
    const second = await buildRuntimeRelease({ architecture: ARCHITECTURE, cacheFolder })
    expect(second).toEqual(first)
    expect(readFileSync(second.archive).length).toBe(first.sizeBytes)
  })
})

describe('an unpacked release', () => {
  test('says what it is made of, with the licences of all that is in it', () => {
    const facts = JSON.parse(readFileSync(join(release.folder, 'release.json'), 'utf8')) as {
      readonly id: string
      readonly version: string
      readonly packages: Readonly<Record<string, string>>
    }
    expect(facts.id).toMatch(/^[0-9a-f]{16}$/)
    expect(facts.version).toBe('0.1.0')
    expect(Object.keys(facts.packages)).toEqual(expect.arrayContaining(['amqplib', 'fastify', 'kysely', 'mysql2']))
    const licences = readFileSync(join(release.folder, 'licences', 'packages.txt'), 'utf8')
    for (const [name, version] of Object.entries(facts.packages)) expect(licences).toContain(`${name} ${version}`)
    expect(licences).not.toContain('not stated')
  })

  test('has the built web app', () => {
    expect(readFileSync(join(release.folder, 'web', 'index.html'), 'utf8')).toContain('/assets/')
    expect(readdirSync(join(release.folder, 'web', 'assets')).some(name => name.endsWith('.js.br'))).toBe(true)
  })

  test('imports nothing but Node.js and itself', () => {
    const files = modules()
    expect(files.length).toBeGreaterThan(50)
    const imports = files.flatMap(text => [...text.matchAll(IMPORT)].map(match => match[1] as string))
    expect(imports.length).toBeGreaterThan(200)
    const outside = imports.filter(name => !name.startsWith('.') && !builtinModules.includes(name.replace('node:', '')))
    expect(outside.filter(name => !ALSO.includes(name))).toEqual([])
  })

  test('no chunk waits for the program that loads it', () => {
    expect(modules().filter(text => /from "\.\.?\/airflow\.mjs"/.test(text))).toEqual([])
  })

  test('`airflow version` loads next to nothing', async () => {
    const { node, script, env, cwd } = release.program
    const coverage = mkdtempSync(join(scratch, 'coverage-'))
    await execa(node, [script, 'version'], { cwd, env: { ...env, NODE_V8_COVERAGE: coverage }, extendEnv: false })
    const [report = ''] = readdirSync(coverage)
    const { result } = JSON.parse(readFileSync(join(coverage, report), 'utf8')) as {
      readonly result: readonly { readonly url: string }[]
    }
    const loaded = result.flatMap(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : []))
    expect(loaded).toContain(join(release.folder, 'airflow.mjs'))
    expect(loaded.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(160_000)
  })

  test('a command writes nothing into the release, and what it compiled goes to AIRFLOW_HOME, or else to the home of its user', async () => {
    await airflow('config', 'get-value', 'core', 'executor')
    expect(readdirSync(release.folder).sort()).toEqual([
      'LICENSE',
      'airflow.mjs',
      'bin',
      'example-dags',
      'home',
      'lib',
      'licences',
      'package.json',
      'release.json',
      'web',
    ])
    const home = join(release.folder, 'home')
    expect(readdirSync(home, { recursive: true })).toContain('.cache/slipstream')
    await execa(release.program.node, [join(release.folder, 'airflow.mjs'), 'version'], {
      env: { ...release.program.env, AIRFLOW_HOME: join(home, 'airflow') },
      extendEnv: false,
    })
    expect(readdirSync(join(home, 'airflow', '.cache'))).not.toEqual([])
  })
})

/** Has no name without the prefix; and what mysql2 tries to load for coloured debug output, and does without. */
const ALSO: readonly string[] = ['node:sqlite', 'cardinal']

/** In braces stand types, in comments. */
const IMPORT = /(?:^import\s*(?:[^"';]*?from\s*)?|(?<!\{)\bimport\(|\b__require\()"([^"]+)"/gm

function modules(): string[] {
  return ['airflow.mjs', ...readdirSync(join(release.folder, 'lib')).map(name => `lib/${name}`)].map(path =>
    readFileSync(join(release.folder, path), 'utf8'),
  )
}

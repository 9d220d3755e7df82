import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { CHECKOUT } from '../../../stacks/checkout.ts'
import { buildRuntimeRelease } from '../../../stacks/release/runtime-release.ts'
import { pulumiEnvironment, whyNoPulumi } from '../../lab/pulumi/cli.ts'
import { newKeyPair } from '../../stacks/provider/scratch-host.ts'
import { RELEASE_CACHE, thisArchitecture } from '../../stacks/release/unpacked-release.ts'
import { type InstalledPackage, installPackage } from './installed-package.ts'

let installed: InstalledPackage
beforeAll(async () => {
  installed = await installPackage()
}, 180_000)
afterAll(() => installed?.[Symbol.asyncDispose]())

/** What a module of the package answers, in a process of the project. */
async function answerOf(module: string, expression: string): Promise<unknown> {
  const url = pathToFileURL(join(installed.folder, module)).href
  const program = `const own = await import(${JSON.stringify(url)}); console.log(JSON.stringify(await (${expression})))`
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', program], { cwd: installed.project })
  return JSON.parse(stdout)
}

describe('the package', () => {
  test('has each file that the sources read beside them', () => {
    const besides = readdirSync(join(CHECKOUT, 'stacks'), { recursive: true, withFileTypes: true })
      .filter(file => file.isFile() && !/\.(ts|yaml)$/.test(file.name))
      .map(file => relative(CHECKOUT, join(file.parentPath, file.name)))
    expect(besides).toContain('stacks/provider/pulumi-resource-host')
    expect(besides.filter(path => !existsSync(join(installed.folder, path)))).toEqual([])
  })

  test('gives hosts the same runtime as the checkout', { timeout: 180_000 }, async () => {
    const { id } = await buildRuntimeRelease({ architecture: thisArchitecture, cacheFolder: RELEASE_CACHE })
    const options = { architecture: thisArchitecture, cacheFolder: join(installed.project, 'cache') }
    const own = await answerOf(
      'stacks/release/runtime-release.js',
      `own.buildRuntimeRelease(${JSON.stringify(options)})`,
    )
    expect(own).toMatchObject({ id })
  })

  test('reads DAG files with its own runtime', { timeout: 120_000 }, async () => {
    const dagsFolder = join(installed.project, 'dags')
    const options = JSON.stringify({ dagsFolder, nodes: [], cacheFolder: join(installed.project, 'cache') })
    const dags = await answerOf('stacks/release/dags-release.js', `own.buildDagsRelease(${options})`)
    expect(dags).toMatchObject({ dagCount: 1, broken: [] })
  })

  test('throws one error that names every wrong key of a cluster', async () => {
    const settings = { hosts: [{ name: 'main', address: 'not an address', roles: ['worker'] }], timezone: 'Mars' }
    const tried = `(() => { try { new own.AirflowCluster('pipelines', ${JSON.stringify(settings)}) } catch (error) { return [error.name, error.message] } })()`
    const [name, message] = (await answerOf('stacks/library.js', tried)) as [string, string]
    expect(name).toBe('StackConfigInvalid')
    expect(message).toContain('The configuration of cluster pipelines has')
    expect(message).toContain('\n  hosts[0].address: expected')
    expect(message).toContain('\n  timezone: expected')
  })
})

describe('the example program', () => {
  test('has the types that it says', { timeout: 120_000 }, async () => {
    const tsc = join(installed.project, 'node_modules', 'typescript', 'bin', 'tsc')
    const check = () => execa(process.execPath, [tsc, '-p', '.'], { cwd: installed.project, reject: false, all: true })
    expect(await check()).toMatchObject({ exitCode: 0, all: '' })
    const program = join(installed.project, 'index.ts')
    const text = await readFile(program, 'utf8')
    await writeFile(program, text.replace("roles: ['worker']", "roles: ['wrecker']"))
    expect((await check()).all).toContain('wrecker')
    await writeFile(program, text)
  })

  const reason = whyNoPulumi()
  if (reason !== null) process.stderr.write(`No preview of the example program: ${reason}\n`)
  test.skipIf(reason !== null)('is previewed; only the host is missing', { timeout: 180_000 }, async () => {
    const { project } = installed
    await mkdir(join(project, 'state'))
    await writeFile(join(project, 'key'), newKeyPair().privateKey, { mode: 0o600 })
    const port = await freePort()
    const env = { ...pulumiEnvironment(join(project, 'state')), SSH_AUTH_SOCK: '' }
    const pulumi = (...words: readonly string[]) =>
      execa(join(CHECKOUT, 'node_modules/.bin/pulumi'), [...words, '--non-interactive', '--color', 'never'], {
        ...{ cwd: project, env, all: true, reject: false, stdin: 'ignore' },
      })
    await pulumi('stack', 'init', 'test')
    await pulumi('config', 'set', 'mainAddress', '127.0.0.1')
    await pulumi('config', 'set', '--secret', 'databasePassword', 'not in the plan')
    await pulumi(
      'config',
      'set',
      'ssh',
      `{"user": "ubuntu", "privateKeyFile": "key", "knownHosts": "known", "port": ${port}}`,
    )
    const { exitCode, all } = await pulumi('preview', '--diff')
    expect(exitCode).not.toBe(0)
    expect(all).toContain('slipstream:index:AirflowCluster$slipstream:index:Database::pipelines-database]')
    expect(all).toContain('host:index:GeneratedSecret::pipelines-fernet-key]')
    expect(all).toContain('One thing has to be put right on the hosts first. Nothing was changed.')
    expect(all.match(/^error: .*/gm)).toHaveLength(1)
    expect(all).toContain(`  - main: 127.0.0.1: run a command as root: Cannot reach ubuntu@127.0.0.1:${port} over SSH`)
    expect(all).not.toContain('not in the plan')
  })
})

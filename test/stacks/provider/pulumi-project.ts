import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'

const checkout = resolve(import.meta.dirname, '../../..')

/** A Pulumi project with one stack and a state of its own. */
export interface PulumiProject extends AsyncDisposable {
  readonly folder: string
  /** Imports of the resource classes come before the body. */
  readonly write: (body: string) => Promise<void>
  /** Runs the CLI to its end. */
  readonly pulumi: (...args: readonly string[]) => Promise<Outcome>
  /** Starts the CLI, in a process group of its own. */
  readonly start: (...args: readonly string[]) => Running
  /** The resources in the state, as `pulumi stack export` shows them: secrets stay encrypted. */
  readonly state: () => Promise<readonly StateResource[]>
  readonly stateFile: () => Promise<string>
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Outcome>
}

export interface Outcome {
  readonly exitCode: number | undefined
  readonly output: string
}

export interface StateResource {
  readonly urn: string
  readonly type: string
  readonly id?: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly outputs?: Readonly<Record<string, unknown>>
}

/** Why there is no Pulumi CLI here; null where there is one. */
export function obstacleToPulumi(): string | null {
  const version = '3.259.0'
  const home = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi')
  const binary = join(home, 'versions', version, 'bin', 'pulumi')
  return existsSync(binary) ? null : `there is no Pulumi CLI at ${binary}: npx pulumi version`
}

/** @param env more of the environment of the CLI and its plugins */
export async function createPulumiProject(env: Readonly<Record<string, string>> = {}): Promise<PulumiProject> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-pulumi-'))
  await mkdir(join(folder, 'state'))
  await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"type": "module", "main": "index.ts"}')
  await writeFile(join(folder, 'Pulumi.yaml'), PROJECT)
  const start = (...args: readonly string[]): Running => {
    const child = execa('pulumi', [...args, '-s', 'test', '--non-interactive', '--color', 'never'], {
      ...options(folder, env),
      detached: true,
    })
    return { pid: child.pid as number, ended: child.then(({ exitCode, all }) => ({ exitCode, output: all })) }
  }
  const pulumi = (...args: readonly string[]): Promise<Outcome> => start(...args).ended
  const { exitCode, all } = await execa('pulumi', ['stack', 'init', 'test', '--non-interactive'], options(folder, env))
  if (exitCode !== 0) throw new Error(`pulumi ended with ${exitCode}: ${all}`)
  return {
    folder,
    write: body => writeFile(join(folder, 'index.ts'), `${IMPORTS}\n${body}\n`),
    start,
    pulumi,
    state: async () => {
      const { output } = await pulumi('stack', 'export')
      return (JSON.parse(output) as { deployment: { resources?: StateResource[] } }).deployment.resources ?? []
    },
    stateFile: () => readFile(join(folder, 'state', '.pulumi', 'stacks', 'scratch', 'test.json'), 'utf8'),
    async [Symbol.asyncDispose]() {
      // A deployment that was killed leaves its language host behind.
      for (const { pid } of await processesIn(folder)) process.kill(pid, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What deployments have started: its working directory is the folder of the project. */
export async function processesIn(folder: string): Promise<{ readonly pid: number; readonly command: string }[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const looks = pids.map(async pid => {
    const [cwd, command] = await Promise.all([readlink(`/proc/${pid}/cwd`), readFile(`/proc/${pid}/cmdline`, 'utf8')])
    return cwd === folder ? [{ pid: Number(pid), command }] : []
  })
  return (await Promise.all(looks.map(look => look.catch(() => [])))).flat()
}

const options = (folder: string, more: Readonly<Record<string, string>>) =>
  ({
    cwd: folder,
    env: {
      PATH: `${join(checkout, 'node_modules', '.bin')}:${process.env['PATH']}`,
      PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'test',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      SSH_AUTH_SOCK: '',
      ...more,
    },
    all: true,
    reject: false,
    stdin: 'ignore',
  }) as const

const PROJECT = `
name: scratch
runtime: {name: nodejs, options: {typescript: false}}
plugins: {providers: [{name: host, path: ${join(checkout, 'stacks', 'provider')}}]}
`

const sdk = join(checkout, 'stacks', 'provider', 'sdk')

const IMPORTS = `
import * as pulumi from '@pulumi/pulumi'
import * as airflow from '${sdk}/airflow.ts'
import * as containers from '${sdk}/containers.ts'
import { preflight } from '${sdk}/preflight.ts'
import * as services from '${sdk}/services.ts'
import * as system from '${sdk}/system.ts'
`

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import type { LabHost } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { pulumiEnvironment } from '../lab/pulumi/cli.ts'
import { filesOn } from './deployed.ts'
import { type Outcome, type PulumiRun, startRun } from './pulumi-run.ts'

const checkout = resolve(import.meta.dirname, '../..')

/** A stack of this checkout's project with a state and DAG files of its own, deployed from a lab's control machine. */
export interface Deployment extends AsyncDisposable {
  /** Of Pulumi.yaml and the stacks' files. */
  readonly folder: string
  readonly dagsFolder: string
  start(...words: readonly string[]): PulumiRun
  /** Runs the CLI to its end. */
  pulumi(...words: readonly string[]): Promise<Outcome>
  /** Asks the hosts of the stack. */
  doctor(...words: readonly string[]): Promise<Outcome>
  /** Replaces the text of a configuration value in the stack's file. */
  configure(change: (yaml: string) => string): Promise<void>
  /** Another stack of the same project. */
  beside(stack: string, settings: string): Promise<Deployment>
}

/** @param settings lines of the stack's file below `config:` */
export async function createDeployment(lab: Lab, settings: string): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-deployment-'))
  await mkdir(join(folder, 'state'))
  await cp(join(checkout, 'dags'), join(folder, 'dags'), { recursive: true })
  await writeFile(join(folder, 'Pulumi.yaml'), PROJECT)
  return createStack({ lab, folder }, 'system', settings)
}

/** What a ready-made stack says below `config:`. */
export async function readyMadeSettings(stack: string): Promise<string> {
  const yaml = await readFile(join(checkout, `stacks/Pulumi.${stack}.yaml`), 'utf8')
  return yaml.slice(yaml.indexOf(HEAD) + HEAD.length)
}

const HEAD = 'config:\n'

interface Project {
  readonly lab: Lab
  readonly folder: string
}

async function createStack(project: Project, stack: string, settings: string): Promise<Deployment> {
  const { folder } = project
  const stackFile = join(folder, `Pulumi.${stack}.yaml`)
  const dagsFolder = join(folder, 'dags')
  const runs: PulumiRun[] = []
  const run = (...words: readonly string[]) => {
    runs.push(runIn(project, words))
    return runs.at(-1) as PulumiRun
  }
  const pulumi = (...words: readonly string[]) => run('pulumi', ...words, '--non-interactive', '--color', 'never')
  const { exitCode, output } = await pulumi('stack', 'init', stack).ended
  if (exitCode !== 0) throw new Error(`pulumi stack init ended with ${exitCode}: ${output}`)
  const configure = async (change: (yaml: string) => string) =>
    writeFile(stackFile, change(await readFile(stackFile, 'utf8')))
  await configure(yaml => `config:\n${settings}  slipstream:dags: ${dagsFolder}\n${yaml}`)
  return {
    folder,
    dagsFolder,
    configure,
    start: (...words) => pulumi(...words, '-s', stack),
    pulumi: (...words) => pulumi(...words, '-s', stack).ended,
    doctor: (...words) => run('node', join(checkout, 'scripts/doctor.ts'), '--stack', stack, ...words).ended,
    beside: (name, others) => createStack(project, name, others),
    async [Symbol.asyncDispose]() {
      await Promise.all(runs.map(each => each.kill()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function runIn({ lab, folder }: Project, words: readonly string[]): PulumiRun {
  const env = { ...pulumiEnvironment(join(folder, 'state')), SSH_AUTH_SOCK: '', DOCKER_HOST: lab.engineAddress }
  return startRun(lab, words, { cwd: folder, env, input: '' })
}

export const tell = (what: string, { tookMs }: Pick<Outcome, 'tookMs'>) =>
  process.stderr.write(`${what}: ${(tookMs / 1000).toFixed(1)} s\n`)

export const expectSuccess = ({ exitCode, output }: Outcome) => expect(exitCode, output).toBe(0)

interface Outputs {
  readonly canary: string
  readonly nodes: Readonly<Record<string, object>>
  readonly urls: object
  readonly users: Readonly<Record<string, string>>
}

export async function outputsOf(deployment: Deployment): Promise<Outputs> {
  const { output } = await deployment.pulumi('stack', 'output', '--json', '--show-secrets')
  return JSON.parse(output)
}

/** What a deployment puts on a host, as far as it is there. */
export const filesOf = (lab: Lab): Promise<Record<string, string>> => onEach(lab, filesOn)

/** The Debian packages of each host. */
export const packagesOf = (lab: Lab): Promise<Record<string, string>> =>
  onEach(lab, host => host.exec("dpkg -l | awk '/^ii/ { print $2 }'"))

/** What there is to see on each host. */
async function onEach(lab: Lab, look: (host: LabHost) => Promise<string>): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(lab.hosts.map(async host => [host.name, await look(host)])))
}

const PROJECT = `name: slipstream
main: ${join(checkout, 'stacks/index.ts')}
runtime: { name: nodejs, options: { typescript: false } }
plugins: { providers: [{ name: host, path: ${join(checkout, 'stacks/provider')} }] }
`

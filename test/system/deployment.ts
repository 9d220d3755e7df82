import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import type { Lab } from '../lab/lab.ts'
import { pulumiEnvironment } from '../lab/pulumi/cli.ts'

const checkout = resolve(import.meta.dirname, '../..')

/** The project of this checkout with a stack, a state and DAG files of its own, deployed from a lab's control machine. */
export interface Deployment extends AsyncDisposable {
  readonly dagsFolder: string
  /** Runs the CLI to its end. */
  pulumi(...words: readonly string[]): Promise<Outcome>
  /** Asks the hosts of the stack. */
  doctor(...words: readonly string[]): Promise<Outcome>
  /** Replaces the text of a configuration value in the stack's file. */
  configure(change: (yaml: string) => string): Promise<void>
}

export interface Outcome {
  readonly exitCode: number | undefined
  readonly output: string
  readonly tookMs: number
}

/** @param settings lines of the stack's file below `config:` */
export async function createDeployment(lab: Lab, settings: string): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-deployment-'))
  const dagsFolder = join(folder, 'dags')
  const stackFile = join(folder, `Pulumi.${STACK}.yaml`)
  await mkdir(join(folder, 'state'))
  await cp(join(checkout, 'dags'), dagsFolder, { recursive: true })
  await writeFile(join(folder, 'Pulumi.yaml'), PROJECT)
  const run = runnerIn(lab, folder)
  const pulumi = (...words: readonly string[]) => run('pulumi', ...words, '--non-interactive', '--color', 'never')
  const { exitCode, output } = await pulumi('stack', 'init', STACK)
  if (exitCode !== 0) throw new Error(`pulumi stack init ended with ${exitCode}: ${output}`)
  const configure = async (change: (yaml: string) => string) =>
    writeFile(stackFile, change(await readFile(stackFile, 'utf8')))
  await configure(yaml => `config:\n${settings}  slipstream:dags: ${dagsFolder}\n${yaml}`)
  return {
    dagsFolder,
    configure,
    pulumi: (...words) => pulumi(...words, '-s', STACK),
    doctor: (...words) => run('node', join(checkout, 'scripts/doctor.ts'), '--stack', STACK, ...words),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

export const tell = (what: string, { tookMs }: Outcome) =>
  process.stderr.write(`${what}: ${(tookMs / 1000).toFixed(1)} s\n`)

export const expectSuccess = ({ exitCode, output }: Outcome) => expect(exitCode, output).toBe(0)

interface Outputs {
  readonly canary: string
  readonly nodes: Readonly<Record<string, object>>
  readonly urls: object
}

export async function outputsOf(deployment: Deployment): Promise<Outputs> {
  const { output } = await deployment.pulumi('stack', 'output', '--json')
  return JSON.parse(output)
}

/** What a deployment puts on a host, as far as it is there. */
export async function filesOf(lab: Lab): Promise<Record<string, string>> {
  const places =
    '/data /opt/slipstream /usr/local/bin/airflow /home/ubuntu/airflow /etc/slipstream /var/lib/slipstream /etc/supervisor/conf.d/airflow_*'
  return onEach(lab, `ls -d ${places} 2>/dev/null || true`)
}

/** The Debian packages of each host. */
export const packagesOf = (lab: Lab): Promise<Record<string, string>> =>
  onEach(lab, "dpkg -l | awk '/^ii/ { print $2 }'")

/** What a shell command prints on each host. */
async function onEach(lab: Lab, command: string): Promise<Record<string, string>> {
  const look = async (host: Lab['hosts'][number]) => String(await host.exec(command))
  return Object.fromEntries(await Promise.all(lab.hosts.map(async host => [host.name, await look(host)])))
}

const STACK = 'system'

const PROJECT = `name: slipstream
main: ${join(checkout, 'stacks/index.ts')}
runtime: { name: nodejs, options: { typescript: false } }
plugins: { providers: [{ name: host, path: ${join(checkout, 'stacks/provider')} }] }
`

function runnerIn(lab: Lab, folder: string) {
  const env = { ...pulumiEnvironment(join(folder, 'state')), SSH_AUTH_SOCK: '', DOCKER_HOST: lab.engineAddress }
  return async (command: string, ...words: readonly string[]): Promise<Outcome> => {
    const startedAt = performance.now()
    const options = { cwd: folder, env, all: true, reject: false, stdin: 'ignore' } as const
    const { exitCode, all } = await lab.exec(command, words, options)
    return { exitCode, output: String(all), tookMs: performance.now() - startedAt }
  }
}

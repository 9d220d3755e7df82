import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Lab } from '../lab/lab.ts'
import { pulumiEnvironment } from '../lab/pulumi/cli.ts'

const checkout = resolve(import.meta.dirname, '../..')

/** The project of this checkout with a stack, a state and DAG files of its own, deployed from a lab's control machine. */
export interface Deployment extends AsyncDisposable {
  readonly dagsFolder: string
  /** Runs the CLI to its end. */
  pulumi(...words: readonly string[]): Promise<Outcome>
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
  const pulumi = pulumiIn(lab, folder)
  const { exitCode, output } = await pulumi('stack', 'init', STACK)
  if (exitCode !== 0) throw new Error(`pulumi stack init ended with ${exitCode}: ${output}`)
  const configure = async (change: (yaml: string) => string) =>
    writeFile(stackFile, change(await readFile(stackFile, 'utf8')))
  await configure(yaml => `config:\n${settings}  slipstream:dags: ${dagsFolder}\n${yaml}`)
  return {
    dagsFolder,
    configure,
    pulumi: (...words) => pulumi(...words, '-s', STACK),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

const STACK = 'system'

const PROJECT = `name: slipstream
main: ${join(checkout, 'stacks/index.ts')}
runtime: { name: nodejs, options: { typescript: false } }
plugins: { providers: [{ name: host, path: ${join(checkout, 'stacks/provider')} }] }
`

function pulumiIn(lab: Lab, folder: string) {
  const env = { ...pulumiEnvironment(join(folder, 'state')), SSH_AUTH_SOCK: '' }
  return async (...words: readonly string[]): Promise<Outcome> => {
    const startedAt = performance.now()
    const options = { cwd: folder, env, all: true, reject: false, stdin: 'ignore' } as const
    const { exitCode, all } = await lab.exec('pulumi', [...words, '--non-interactive', '--color', 'never'], options)
    return { exitCode, output: String(all), tookMs: performance.now() - startedAt }
  }
}

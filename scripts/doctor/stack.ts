import { existsSync, readFileSync } from 'node:fs'
import { execa } from 'execa'
import { StackConfigInvalid } from '../../stacks/config/problem.ts'
import type { StackConfig } from '../../stacks/config/stack-config.ts'
import { rawConfigOf, readStackConfig } from '../../stacks/config.ts'
import { DoctorError } from './errors.ts'
import { withLocalLogins } from './local-logins.ts'

/** The configuration of a stack, secrets in the clear, from the Pulumi CLI. @throws DoctorError */
export async function readStack(name: string): Promise<StackConfig> {
  const project = projectName()
  const all = configValues(await askPulumi(name, 'config', '--json'))
  const stack = checkedStack(rawConfigOf(all, project), name)
  return stack.localHosts === undefined ? stack : withLocalLogins(stack, await askPulumi(name, 'stack', 'export'))
}

function checkedStack(raw: Readonly<Record<string, unknown>>, name: string): StackConfig {
  try {
    return readStackConfig(raw, name)
  } catch (error) {
    if (error instanceof StackConfigInvalid) throw new DoctorError(error.message, { cause: error })
    throw error
  }
}

/** The values in what `pulumi config --json` prints. */
export function configValues(json: string): Record<string, string> {
  const entries = Object.entries(JSON.parse(json) as Record<string, { readonly value?: string }>)
  return Object.fromEntries(entries.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])))
}

function projectName(): string {
  const name = existsSync('Pulumi.yaml') && /^name: *["']?([\w.-]+)/m.exec(readFileSync('Pulumi.yaml', 'utf8'))?.[1]
  if (name) return name
  throw new DoctorError(`No Pulumi.yaml with a name in ${process.cwd()}: run it in the folder of the Pulumi project`)
}

async function askPulumi(name: string, ...words: readonly string[]): Promise<string> {
  const args = [...words, '--show-secrets', '--non-interactive', '-s', name]
  const { exitCode, stdout, stderr, code } = await execa('pulumi', args, { reject: false, stdin: 'ignore' })
  if (exitCode === 0) return stdout
  const why = code === 'ENOENT' ? 'there is no pulumi on the PATH; run npm install' : stderr.trim()
  throw new DoctorError(`Cannot read stack ${name}: ${why}\nThe stacks there are: npx pulumi stack ls`)
}

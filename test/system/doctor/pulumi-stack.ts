import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

export const CHECKOUT = new URL('../../..', import.meta.url).pathname

const STACK = 'prod'

/** Makes the folder a Pulumi project with the stack `prod`. Settings are encrypted, as an operator keeps secrets. */
export async function createStack(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await symlink(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'Pulumi.yaml'), 'name: slipstream\nruntime: nodejs\n')
  const options = { cwd: folder, env: stackEnvironment(folder) }
  await execa('pulumi', ['stack', 'init', STACK, '--non-interactive'], options)
  for (const [key, value] of Object.entries(settings)) {
    const input = typeof value === 'string' ? value : JSON.stringify(value)
    await execa('pulumi', ['config', 'set', '--secret', '-s', STACK, key], { ...options, input })
  }
}

export const stackEnvironment = (folder: string): Readonly<Record<string, string>> => ({
  PATH: `${join(CHECKOUT, 'node_modules', '.bin')}:${process.env['PATH']}`,
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: 'test',
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
})

/** How the doctor of this checkout is started for the stack, with findings as JSON. */
export const doctorArguments = (...args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  join(CHECKOUT, 'scripts', 'doctor.ts'),
  '--stack',
  STACK,
  '--json',
  ...args,
]

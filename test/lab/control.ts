import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { type CommandOptions, type RunningCommand, runCommand } from './command.ts'
import { within } from './namespace.ts'
import type { Place } from './place.ts'

/** The machine that deploys: the only one that sees the hosts' network, with an SSH key that they all accept. */
export interface Control {
  readonly privateKeyPath: string
  readonly publicKey: string
  readonly knownHostsPath: string
  /** Added to the environment of its commands: `ssh` finds key, user and known hosts by itself. */
  readonly env: { readonly PATH: string }
}

export async function makeControl(place: Place): Promise<Control> {
  const ssh = join(place.folder, 'ssh')
  const bin = join(place.folder, 'bin')
  await mkdir(ssh, { recursive: true, mode: 0o700 })
  await mkdir(bin, { recursive: true })
  const privateKeyPath = join(ssh, 'id_ed25519')
  if (!existsSync(privateKeyPath))
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', privateKeyPath])
  // Programs that call `ssh` by its name pass no configuration, and ssh itself does not look at HOME.
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(ssh, 'config')} "$@"\n`)
  await chmod(join(bin, 'ssh'), 0o755)
  return {
    privateKeyPath,
    publicKey: (await readFile(`${privateKeyPath}.pub`, 'utf8')).trim(),
    knownHostsPath: join(ssh, 'known_hosts'),
    env: { PATH: [bin, process.env['PATH']].join(delimiter) },
  }
}

/** What SSH knows of a host. */
export interface KnownHost {
  readonly name: string
  readonly address: string
  readonly hostKeys: readonly string[]
}

/** Writes what `ssh` on the control machine is to know of the hosts: addresses, names and keys. */
export async function introduceHosts(place: Place, control: Control, hosts: readonly KnownHost[]): Promise<void> {
  const lines = hosts.flatMap(({ name, address, hostKeys }) => hostKeys.map(key => `${name},${address} ${key}`))
  await writeFile(control.knownHostsPath, `${lines.join('\n')}\n`)
  const aliases = hosts.map(({ name, address }) => `Host ${name}\n  HostName ${address}`)
  const config = `Host *
  User ubuntu
  IdentityFile ${control.privateKeyPath}
  IdentitiesOnly yes
  UserKnownHostsFile ${control.knownHostsPath}
  StrictHostKeyChecking yes
  ConnectTimeout 10
${aliases.join('\n')}
`
  await writeFile(join(place.folder, 'ssh', 'config'), config)
}

/** Runs the command on the control machine. */
export function runOnControl(
  place: Place,
  control: Control,
  { words, options }: { words: readonly string[]; options?: CommandOptions | undefined },
): RunningCommand {
  return runCommand(within(place, words), { ...options, env: { ...control.env, ...options?.env } })
}

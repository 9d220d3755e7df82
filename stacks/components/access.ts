import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { secret } from '@pulumi/pulumi'
import { CHECKOUT } from '../checkout.ts'
import type { JumpSettings, SshSettings } from '../config/settings.ts'
import type { SshAccess } from '../config/stack-config.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import type { HostAccess } from '../provider/types/host-access.ts'
import type { SshProgramAccess } from './docker-engine.ts'

/**
 * How the plugin reaches a host; keys and passwords in it are secrets.
 * @throws KeyUnreadable where the file of a private key cannot be read
 */
export function hostAccess({ address, jump, sudoPassword, ...ssh }: SshAccess): Args<HostAccess> {
  return {
    address,
    ...loginOf(ssh),
    user: ssh.user,
    ...(sudoPassword === undefined ? {} : { sudoPassword: secret(sudoPassword) }),
    ...(jump === undefined ? {} : { jump: jumpAccess(jump) }),
  }
}

/** How the docker CLI reaches the host. It asks the `ssh` program, which takes no key from memory. */
export function sshProgramAccess({
  address,
  port,
  user,
  privateKeyFile,
  knownHosts,
  jump,
}: SshAccess): SshProgramAccess {
  return {
    address,
    port,
    user,
    ...(privateKeyFile === undefined ? {} : { privateKeyPath: localPath(privateKeyFile) }),
    ...(knownHosts === undefined ? {} : { knownHosts: localPath(knownHosts) }),
    ...(jump === undefined ? {} : { jump: `${jump.user ?? user}@${jump.address}:${jump.port ?? 22}` }),
  }
}

function jumpAccess({ address, user, ...ssh }: JumpSettings): Args<HostAccess> {
  return { address, user: user ?? 'root', ...loginOf(ssh) }
}

type Login = Omit<SshSettings, 'address' | 'user' | 'jump' | 'sudoPassword'>

function loginOf({ port = 22, privateKeyFile, privateKey, passphrase, agent, hostKey, knownHosts }: Login) {
  const key = privateKey ?? (privateKeyFile === undefined ? undefined : readKey(localPath(privateKeyFile)))
  return {
    port,
    ...(key === undefined ? {} : { privateKey: secret(key) }),
    ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
    ...(agent === undefined ? {} : { agent }),
    ...(hostKey === undefined ? {} : { hostKey }),
    ...(knownHosts === undefined ? {} : { knownHosts: localPath(knownHosts) }),
  }
}

/** On the control machine: `~` is the operator's home, and other paths begin at the folder of Pulumi.yaml. */
const localPath = (path: string): string =>
  path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(CHECKOUT, path)

/** The private key of a host cannot be read. */
class KeyUnreadable extends Error {
  override readonly name = 'KeyUnreadable'

  constructor(path: string, options: { readonly cause: unknown }) {
    const reason = (options.cause as Error).message
    super(`Cannot read the private key ${path}: ${reason}. Say where it is: slipstream:ssh.privateKeyFile`, options)
  }
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new KeyUnreadable(path, { cause: error })
  }
}

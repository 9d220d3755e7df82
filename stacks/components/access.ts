import { secret } from '@pulumi/pulumi'
import type { HostConfig, SshAccess } from '../config/stack-config.ts'
import { hostAccessOf, localPath } from '../provider/host-access-of.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import type { HostAccess } from '../provider/types/host-access.ts'
import type { SshProgramAccess } from './docker-engine.ts'

/**
 * How the plugin reaches hosts that are there, by their names; keys and passwords in it are secrets.
 * @throws KeyUnreadable where the file of a private key cannot be read
 */
export const accessesOf = (hosts: readonly HostConfig[]): ReadonlyMap<string, Args<HostAccess>> =>
  new Map(hosts.map(({ name, ssh }) => [name, hostAccess(ssh)]))

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
    ...(jump === undefined ? {} : { jump: sshProgramAccess(jump) }),
  }
}

const hostAccess = (ssh: SshAccess): Args<HostAccess> =>
  marked(hostAccessOf(ssh, (path, cause) => new KeyUnreadable(path, { cause })))

function marked({ privateKey, passphrase, sudoPassword, jump, ...plain }: HostAccess): Args<HostAccess> {
  return {
    ...plain,
    ...(privateKey === undefined ? {} : { privateKey: secret(privateKey) }),
    ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
    ...(sudoPassword === undefined ? {} : { sudoPassword: secret(sudoPassword) }),
    ...(jump === undefined ? {} : { jump: marked(jump) }),
  }
}

/** The private key of a host cannot be read. */
class KeyUnreadable extends Error {
  override readonly name = 'KeyUnreadable'

  constructor(path: string, options: { readonly cause: Error }) {
    super(
      `Cannot read the private key ${path}: ${options.cause.message}. Say where it is: slipstream:ssh.privateKeyFile`,
      options,
    )
  }
}

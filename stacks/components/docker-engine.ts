import { homedir } from 'node:os'
import { join } from 'node:path'
import * as docker from '@pulumi/docker'
import type { Output, Resource } from '@pulumi/pulumi'
import { shellText } from '../provider/shell.ts'

/** How the `ssh` program reaches a host: the docker CLI's way, which knows files and agents and no keys in memory. */
export interface SshProgramAccess {
  readonly address: string
  readonly port: number
  readonly user: string
  /** Path of the private key; without one the agent is asked. */
  readonly privateKeyPath?: string
  /** Path of the known_hosts file; ~/.ssh/known_hosts unless given. */
  readonly knownHosts?: string
  /** A host to go through. */
  readonly jump?: SshProgramAccess
}

/**
 * The engine of a host as a provider for `@pulumi/docker`.
 * @param after what must be there before the engine can be asked: its package, and the group of who asks
 */
export function dockerEngine(name: string, access: SshProgramAccess, after: EngineNeeds): docker.Provider {
  const { address, port, user } = access
  // The address comes only when the host is ready: the provider asks the engine as soon as it is configured.
  const host = after.isReady.apply(() => `ssh://${user}@${address}:${port}`)
  return new docker.Provider(name, { host, sshOpts: sshOptions(access) }, { parent: after.parent })
}

export interface EngineNeeds {
  readonly parent: Resource
  readonly isReady: Output<unknown>
}

/** Options of the `ssh` program, as values. A host key that is not known is refused, never asked about. */
export function sshOptions({ privateKeyPath, knownHosts, jump }: SshProgramAccess): string[] {
  return [
    ...option('StrictHostKeyChecking', 'yes'),
    ...option('BatchMode', 'yes'),
    ...option('ConnectTimeout', '10'),
    ...option('UserKnownHostsFile', knownHosts ?? join(homedir(), '.ssh', 'known_hosts')),
    ...(privateKeyPath === undefined ? [] : ['-i', privateKeyPath, ...option('IdentitiesOnly', 'yes')]),
    ...(jump === undefined ? [] : option('ProxyCommand', through(jump))),
  ]
}

/** Not `-J`: the program would ask the jump host without the options that stand here. A shell reads this. */
function through(jump: SshProgramAccess): string {
  const { address, port, user } = jump
  const way = ['ssh', ...sshOptions(jump), '-p', String(port), '-l', user].map(word => word.replaceAll('%', '%%'))
  return shellText([...way, '-W', '[%h]:%p', address])
}

function option(name: string, value: string): string[] {
  return ['-o', `${name}=${value}`]
}

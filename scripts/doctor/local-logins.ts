import type { HostConfig, StackConfig } from '../../stacks/config/stack-config.ts'
import { DoctorError } from './errors.ts'

/**
 * Local hosts open to a key that is in the stack's state and nowhere else.
 * @param state what `pulumi stack export --show-secrets` prints
 * @throws DoctorError where the hosts are not made yet
 */
export function withLocalLogins(stack: StackConfig, state: string): StackConfig {
  const resources = (JSON.parse(state) as State).deployment.resources ?? []
  const pairs = resources.filter(({ type }) => type === 'host:index:SshKeyPair')
  const half = (name: string, key: 'privateKey' | 'publicKey'): string => {
    const value = pairs.find(({ urn }) => urn.endsWith(`-${name}`))?.outputs?.[key]
    if (value !== undefined) return typeof value === 'string' ? value : JSON.parse(value.plaintext)
    throw new DoctorError(`The hosts of stack ${stack.stackName} are not made yet: npx pulumi up -s ${stack.stackName}`)
  }
  const opened = (host: HostConfig): HostConfig => ({
    ...host,
    ssh: { ...host.ssh, privateKey: half('login', 'privateKey'), hostKey: half(`${host.name}-key`, 'publicKey') },
  })
  return { ...stack, hosts: stack.hosts.map(opened) }
}

interface State {
  readonly deployment: { readonly resources?: readonly StateResource[] }
}

interface StateResource {
  readonly urn: string
  readonly type: string
  /** A secret is an object that holds JSON. */
  readonly outputs?: Readonly<Record<string, string | { readonly plaintext: string }>>
}

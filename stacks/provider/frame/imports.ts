import { DeploymentError } from '../errors.ts'
import type { Properties } from './values.ts'

/** How what is on a host already is named for `pulumi import`: what stands behind the host in the id. */
export interface Imports<Inputs> {
  /** As in /etc/motd. */
  readonly example: string
  /** Those that say which one it is; the others are what `read` finds. */
  readonly inputs: (rest: string) => Partial<Inputs>
}

export const byPath = { example: '/etc/motd', inputs: (path: string) => ({ path }) }

/**
 * Inputs of what is to be imported, as far as its id says them. The host is reached with the agent's keys and the
 * known_hosts of whoever deploys.
 * @throws DeploymentError
 */
export function identified(id: string, type: string, imports: Imports<Properties> | undefined): Properties {
  if (imports === undefined) {
    throw new DeploymentError(
      `Cannot import ${id} as ${type}: not all that makes it up can be read from a host. ` +
        'Declare the resource in the program instead: creating takes over what is there.',
    )
  }
  const { user, ipv6, name, port, rest } = PLACE.exec(id)?.groups ?? {}
  if (user === undefined || rest === undefined) {
    throw new DeploymentError(
      `Cannot import ${id} as ${type}: expected USER@ADDRESS:WHAT or USER@ADDRESS:PORT:WHAT, ` +
        `as in ubuntu@192.168.0.10:${imports.example}`,
    )
  }
  const host = { address: ipv6 ?? name, user, ...(port === undefined ? {} : { port: Number(port) }) }
  return { host, ...imports.inputs(rest) }
}

const PLACE = /^(?<user>[^@\s]+)@(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:\s]+))(?::(?<port>\d+))?:(?<rest>\S.*)$/

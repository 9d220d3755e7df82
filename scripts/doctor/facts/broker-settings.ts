import type { BrokerAddress } from '../../../runtime/queue/broker/broker-url.ts'
import { DeploymentError } from '../../../stacks/provider/errors.ts'
import { callRabbitmq } from '../../../stacks/provider/services/rabbitmq.ts'
import type { Patient } from '../patient.ts'

/** What RabbitMQ's management API tells. */
export interface BrokerSettings {
  readonly hasGuest: boolean
  /** Of the user in its vhost: the patterns for configure, write and read; null where there are none. */
  readonly permissions: Permissions | null
  readonly queues: readonly { readonly name: string; readonly maxPriority: number | null }[]
}

export type Permissions = Readonly<Record<'configure' | 'write' | 'read', string>>

/** Null where the management plugin is off, or the user may not ask it. */
export async function brokerSettings(
  { host: through }: Patient,
  { host, user, password, vhost }: BrokerAddress,
  port: number,
): Promise<BrokerSettings | null> {
  const ask = (...path: readonly string[]) => callRabbitmq(through, { address: host, port, user, password }, { path })
  try {
    const guest = await ask('users', 'guest')
    const permissions = await ask('permissions', vhost, user)
    return {
      hasGuest: guest !== null,
      permissions: permissionsIn(permissions),
      queues: queuesIn(await ask('queues', vhost)),
    }
  } catch (error) {
    if (error instanceof DeploymentError) return null
    throw error
  }
}

function permissionsIn(answer: unknown): Permissions | null {
  if (answer === null) return null
  const { configure = '', write = '', read = '' } = answer as Partial<Permissions>
  return { configure, write, read }
}

interface Queue {
  readonly name: string
  readonly arguments?: Readonly<Record<string, unknown>>
}

function queuesIn(answer: unknown): BrokerSettings['queues'] {
  return ((answer ?? []) as readonly Queue[]).map(({ name, arguments: args }) => {
    const priority = args?.['x-max-priority']
    return { name, maxPriority: typeof priority === 'number' ? priority : null }
  })
}

import { hostAccess, integer, optional, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { ANOTHER_RABBITMQ, callRabbitmq, rabbitmqApi, rabbitmqName } from '../services/rabbitmq.ts'
import { waitForService } from '../services/wait-for-service.ts'
import type { RabbitmqApi, RabbitmqReadyInputs, RabbitmqReadyOutputs } from '../types/services.ts'

type Inputs = Required<RabbitmqReadyInputs>

/** A gate: it has nothing to delete, and is open while the server serves. */
export const rabbitmqReady: Resource<Inputs, RabbitmqReadyOutputs> = {
  fields: { host: hostAccess, api: rabbitmqApi, timeoutSeconds: optional(integer(1, 3600), 180), triggers },
  computed: ['version', 'node'],
  replaceOn: [...ANOTHER_RABBITMQ],
  inert: ['host', 'api', 'timeoutSeconds'],
  id: ({ host, api }) => `${host.address}:${api.address ?? '127.0.0.1'}:${api.port ?? 15_672}`,
  create: wait,
  read: async (_context, recorded) => recorded,
  update: wait,
  delete: async () => undefined,
}

interface Overview {
  readonly rabbitmq_version: string
  readonly node: string
  readonly listeners: readonly { readonly protocol: string }[]
}

async function wait({ openHost, signal }: Context, inputs: Inputs): Promise<RabbitmqReadyOutputs> {
  const { api, timeoutSeconds } = inputs
  const host = openHost(inputs.host)
  const waiting = { signal, timeoutMs: timeoutSeconds * 1000, restMs: 1_000, what: rabbitmqName(host, api) }
  const overview = await waitForService(waiting, () => look(host, api), takesMessages)
  return { version: overview.rabbitmq_version, node: overview.node }
}

const look = async (host: Host, api: RabbitmqApi): Promise<Overview> =>
  (await callRabbitmq(host, api, { path: ['overview'] })) as Overview

/** The management API may answer before the port for messages is open. */
const takesMessages = ({ listeners }: Overview): boolean =>
  listeners.some(({ protocol }) => protocol === 'amqp' || protocol === 'amqp/ssl')

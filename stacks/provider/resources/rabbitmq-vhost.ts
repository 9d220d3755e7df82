import { flag, hostAccess, optional, text } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { hostName } from '../host/host-name.ts'
import { deleteFrom } from '../services/delete-from.ts'
import { ANOTHER_RABBITMQ, callRabbitmq, rabbitmqApi } from '../services/rabbitmq.ts'
import type { RabbitmqVhostInputs } from '../types/services.ts'

type Inputs = Required<RabbitmqVhostInputs>

export const rabbitmqVhost: Resource<Inputs> = {
  fields: { host: hostAccess, api: rabbitmqApi, name: text, deleteData: optional(flag, false) },
  computed: [],
  replaceOn: [...ANOTHER_RABBITMQ, 'name'],
  inert: ['host', 'api', 'deleteData'],
  id: ({ host, name }) => `${host.address}:${name}`,
  create: make,
  read: async ({ openHost }, recorded) => {
    const { host, api, name } = recorded.inputs
    const found = await callRabbitmq(openHost(host), api, { path: ['vhosts', name] })
    return found === null ? null : recorded
  },
  update: make,
  delete: async ({ openHost, log }, { inputs: { host, api, name, deleteData } }) => {
    if (!deleteData) return log.info(`${hostName(host)}: the vhost ${name} stays, with its queues`)
    await deleteFrom(log, `the vhost ${name}`, async () => {
      await callRabbitmq(openHost(host), api, { method: 'DELETE', path: ['vhosts', name] })
    })
  },
}

async function make({ openHost }: Context, { host, api, name }: Inputs): Promise<Record<never, never>> {
  await callRabbitmq(openHost(host), api, { method: 'PUT', path: ['vhosts', name], body: {} })
  return {}
}

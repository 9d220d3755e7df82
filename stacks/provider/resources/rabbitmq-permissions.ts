import { anyText, hostAccess, optional, text } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { deleteFrom } from '../services/delete-from.ts'
import { ANOTHER_RABBITMQ, callRabbitmq, rabbitmqApi } from '../services/rabbitmq.ts'
import type { RabbitmqPermissionsInputs } from '../types/services.ts'

type Inputs = Required<RabbitmqPermissionsInputs>

const expression = optional(anyText, '.*')

export const rabbitmqPermissions: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    api: rabbitmqApi,
    user: text,
    vhost: text,
    configure: expression,
    write: expression,
    read: expression,
  },
  computed: [],
  replaceOn: [...ANOTHER_RABBITMQ, 'user', 'vhost'],
  inert: ['host', 'api'],
  id: ({ host, user, vhost }) => `${host.address}:${vhost}:${user}`,
  create: grant,
  read: async ({ openHost }, { inputs, outputs }) => {
    const found = await callRabbitmq(openHost(inputs.host), inputs.api, { path: pathOf(inputs) })
    if (found === null) return null
    const { configure, write, read } = found as Pick<Inputs, 'configure' | 'write' | 'read'>
    return { inputs: { ...inputs, configure, write, read }, outputs }
  },
  update: grant,
  delete: async ({ openHost, log }, { inputs }) => {
    // A user who deletes its own permissions could delete nothing more.
    if (inputs.user === inputs.api.user) return
    await deleteFrom(log, `the permissions of ${inputs.user} in ${inputs.vhost}`, async () => {
      await callRabbitmq(openHost(inputs.host), inputs.api, { method: 'DELETE', path: pathOf(inputs) })
    })
  },
}

async function grant({ openHost }: Context, inputs: Inputs): Promise<Record<never, never>> {
  const { host, api, configure, write, read } = inputs
  await callRabbitmq(openHost(host), api, { method: 'PUT', path: pathOf(inputs), body: { configure, write, read } })
  return {}
}

const pathOf = ({ vhost, user }: Inputs): string[] => ['permissions', vhost, user]

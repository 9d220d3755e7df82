import { hostAccess } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { ANOTHER_RABBITMQ, callRabbitmq, rabbitmqApi } from '../services/rabbitmq.ts'
import type { RabbitmqGuestRemovalInputs } from '../types/services.ts'

const GUEST = ['users', 'guest']

export const rabbitmqGuestRemoval: Resource<RabbitmqGuestRemovalInputs> = {
  fields: { host: hostAccess, api: rabbitmqApi },
  computed: [],
  replaceOn: [...ANOTHER_RABBITMQ],
  inert: ['host', 'api'],
  id: ({ host }) => `${host.address}:guest`,
  create: removeGuest,
  /** Where it has come back, the removal is gone, and is done again. */
  read: async ({ openHost }, recorded) => {
    const { host, api } = recorded.inputs
    return (await callRabbitmq(openHost(host), api, { path: GUEST })) === null ? recorded : null
  },
  update: removeGuest,
  delete: async () => undefined,
}

async function removeGuest({ openHost }: Context, inputs: RabbitmqGuestRemovalInputs): Promise<Record<never, never>> {
  await callRabbitmq(openHost(inputs.host), inputs.api, { method: 'DELETE', path: GUEST })
  return {}
}

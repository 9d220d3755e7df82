import { isDeepStrictEqual } from 'node:util'
import { hostAccess, listOf, matching, optional, text } from '../frame/fields.ts'
import type { Context, Recorded, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { deleteFrom } from '../services/delete-from.ts'
import { CredentialsRefused } from '../services/errors.ts'
import { ANOTHER_RABBITMQ, callRabbitmq, rabbitmqApi } from '../services/rabbitmq.ts'
import { withFirstValid } from '../services/with-credentials.ts'
import type { RabbitmqApi, RabbitmqUserInputs } from '../types/services.ts'

type Inputs = Required<RabbitmqUserInputs>

export const rabbitmqUser: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    api: rabbitmqApi,
    name: text,
    password: text,
    tags: optional(listOf(matching(/^[a-z_-]+$/, 'a tag, as in administrator, management or monitoring')), []),
  },
  computed: [],
  replaceOn: [...ANOTHER_RABBITMQ, 'name'],
  inert: ['host', 'api'],
  id: ({ host, name }) => `${host.address}:${name}`,
  create: (context, inputs) => make(context, inputs, [inputs.api]),
  read,
  update: (context, inputs, old) => make(context, inputs, [inputs.api, old.inputs.api]),
  delete: remove,
}

async function make(
  { openHost }: Context,
  { host, name, password, tags }: Inputs,
  apis: readonly [RabbitmqApi, ...RabbitmqApi[]],
): Promise<Record<never, never>> {
  const body = { password, tags: tags.join(',') }
  await withFirstValid(apis, api => callRabbitmq(openHost(host), api, { method: 'PUT', path: ['users', name], body }))
  return {}
}

async function read({ openHost }: Context, { inputs, outputs }: Recorded<Inputs, object>) {
  const host = openHost(inputs.host)
  const found = await callRabbitmq(host, inputs.api, { path: ['users', inputs.name] })
  if (found === null) return null
  const tags = tagsOf((found as { readonly tags: string | readonly string[] }).tags)
  const isSame = isDeepStrictEqual([...tags].sort(), [...inputs.tags].sort())
  const password = (await hasPassword(host, inputs)) ? inputs.password : '(another one)'
  return { inputs: { ...inputs, password, tags: isSame ? inputs.tags : tags }, outputs }
}

/** Up to RabbitMQ 3.8 one text, later a list. */
const tagsOf = (tags: string | readonly string[]): string[] =>
  (typeof tags === 'string' ? tags.split(',') : [...tags]).filter(tag => tag !== '')

/** Only a user with a tag may ask who it is; of others nothing can be said. */
async function hasPassword(host: Host, { api, name, password, tags }: Inputs): Promise<boolean> {
  if (!tags.some(tag => ['administrator', 'management', 'monitoring', 'policymaker'].includes(tag))) return true
  try {
    await callRabbitmq(host, { ...api, user: name, password }, { path: ['whoami'] })
    return true
  } catch (error) {
    if (error instanceof CredentialsRefused) return false
    throw error
  }
}

/** Whom the deployment itself works with goes with the server: without it nothing else could be deleted. */
async function remove({ openHost, log }: Context, { inputs }: Recorded<Inputs, object>): Promise<void> {
  const { host, api, name } = inputs
  if (api.user === name) return log.debug(`${hostName(host)}: the user ${name} stays as long as its server`)
  await deleteFrom(log, `the RabbitMQ user ${name}`, async () => {
    await callRabbitmq(openHost(host), api, { method: 'DELETE', path: ['users', name] })
  })
}

import { anyText, flag, listOf, objectOf, optional, recordOf, text } from '../../../stacks/provider/frame/fields.ts'
import { type DockerClient, whereThere } from './docker-client.ts'
import { labelArguments, labels } from './labels.ts'
import type { DockerResource } from './resource.ts'

/** docker:index/network:Network */
export const network: DockerResource = {
  fields: {
    name: text,
    driver: optional(text),
    internal: optional(flag),
    attachable: optional(flag),
    options: optional(recordOf(anyText)),
    ipamConfigs: optional(
      listOf(objectOf({ subnet: optional(text), gateway: optional(text), ipRange: optional(text) })),
    ),
    labels,
  },
  computed: ['scope'],
  changeable: [],
  sets: ['labels', 'ipamConfigs'],
  isNamed: true,
  async create(docker, inputs) {
    const { name, driver, internal, attachable, options = {}, ipamConfigs = [] } = inputs as unknown as NetworkInputs
    const id = await docker([
      ...['network', 'create', '--driver', driver ?? 'bridge'],
      ...(internal === true ? ['--internal'] : []),
      ...(attachable === true ? ['--attachable'] : []),
      ...Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
      ...ipamConfigs.flatMap(({ subnet, gateway, ipRange }) => [
        ...(subnet === undefined ? [] : ['--subnet', subnet]),
        ...(gateway === undefined ? [] : ['--gateway', gateway]),
        ...(ipRange === undefined ? [] : ['--ip-range', ipRange]),
      ]),
      ...labelArguments(inputs),
      name,
    ])
    return { id, outputs: { scope: 'local' } }
  },
  read: (docker, id) => inspect(docker, id),
  async update(docker, id) {
    return (await inspect(docker, id)) ?? {}
  },
  async delete(docker, id) {
    await whereThere(docker(['network', 'rm', id]))
  },
}

interface NetworkInputs {
  readonly name: string
  readonly driver?: string
  readonly internal?: boolean
  readonly attachable?: boolean
  readonly options?: Readonly<Record<string, string>>
  readonly ipamConfigs?: readonly { readonly subnet?: string; readonly gateway?: string; readonly ipRange?: string }[]
}

async function inspect(docker: DockerClient, id: string) {
  const scope = await whereThere(docker(['network', 'inspect', '--format', '{{.Scope}}', id]))
  return scope === null ? null : { scope }
}

import { anyText, optional, recordOf, text } from '../../../stacks/provider/frame/fields.ts'
import { type DockerClient, whereThere } from './docker-client.ts'
import { labelArguments, labels } from './labels.ts'
import type { DockerResource } from './resource.ts'

/** docker:index/volume:Volume */
export const volume: DockerResource = {
  fields: { name: text, driver: optional(text), driverOpts: optional(recordOf(anyText)), labels },
  computed: ['mountpoint'],
  changeable: [],
  sets: ['labels'],
  isNamed: true,
  async create(docker, inputs) {
    const options = Object.entries((inputs['driverOpts'] ?? {}) as Record<string, string>)
    const id = await docker([
      ...['volume', 'create', '--driver', `${inputs['driver'] ?? 'local'}`],
      ...options.flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
      ...labelArguments(inputs),
      `${inputs['name']}`,
    ])
    return { id, outputs: (await inspect(docker, id)) ?? {} }
  },
  read: (docker, id) => inspect(docker, id),
  async update(docker, id) {
    return (await inspect(docker, id)) ?? {}
  },
  async delete(docker, id) {
    await whereThere(docker(['volume', 'rm', id]))
  },
}

async function inspect(docker: DockerClient, id: string) {
  const mountpoint = await whereThere(docker(['volume', 'inspect', '--format', '{{.Mountpoint}}', id]))
  return mountpoint === null ? null : { mountpoint }
}

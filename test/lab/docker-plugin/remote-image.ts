import { anyText, flag, listOf, optional, recordOf, text } from '../../../stacks/provider/frame/fields.ts'
import { type DockerClient, whereThere } from './docker-client.ts'
import type { DockerResource } from './resource.ts'

/** docker:index/remoteImage:RemoteImage */
export const remoteImage: DockerResource = {
  fields: {
    name: text,
    platform: optional(text),
    keepLocally: optional(flag),
    forceRemove: optional(flag),
    pullTriggers: optional(listOf(anyText)),
    triggers: optional(recordOf(anyText)),
  },
  computed: ['imageId', 'repoDigest'],
  changeable: ['name', 'keepLocally', 'forceRemove'],
  sets: ['pullTriggers'],
  isNamed: false,
  async create(docker, { name, platform }) {
    const outputs =
      (await inspect(docker, `${name}`)) ?? (await pull(docker, `${name}`, platform as string | undefined))
    return { id: `${outputs.imageId}${name}`, outputs }
  },
  read: (docker, _id, { name }) => inspect(docker, `${name}`),
  async update(docker, _id, { name }) {
    return (await inspect(docker, `${name}`)) ?? pull(docker, `${name}`, undefined)
  },
  async delete(docker, _id, { name, keepLocally, forceRemove }) {
    if (keepLocally === true) return
    await whereThere(docker(['image', 'rm', ...(forceRemove === true ? ['--force'] : []), `${name}`]))
  },
}

async function inspect(docker: DockerClient, name: string) {
  const answer = await whereThere(docker(['image', 'inspect', name]))
  if (answer === null) return null
  const [{ Id, RepoDigests }] = JSON.parse(answer) as [{ Id: string; RepoDigests: string[] | null }]
  return { imageId: Id, repoDigest: RepoDigests?.[0] ?? '' }
}

async function pull(docker: DockerClient, name: string, platform: string | undefined) {
  await docker(['pull', '--quiet', ...(platform === undefined ? [] : ['--platform', platform]), name])
  const pulled = await inspect(docker, name)
  if (pulled === null) throw new Error(`The image ${name} is not there after it was pulled`)
  return pulled
}

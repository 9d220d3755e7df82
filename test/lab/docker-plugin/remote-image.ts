import { anyText, flag, listOf, objectOf, optional, recordOf, text } from '../../../stacks/provider/frame/fields.ts'
import { type DockerClient, whereThere } from './docker-client.ts'
import type { DockerResource } from './resource.ts'

/** docker:index/remoteImage:RemoteImage */
export const remoteImage: DockerResource = {
  fields: {
    name: text,
    platform: optional(text),
    build: optional(
      objectOf({
        context: text,
        dockerfile: optional(text),
        buildArgs: optional(recordOf(anyText)),
        labels: optional(recordOf(anyText)),
      }),
    ),
    keepLocally: optional(flag),
    forceRemove: optional(flag),
    pullTriggers: optional(listOf(anyText)),
    triggers: optional(recordOf(anyText)),
  },
  computed: ['imageId', 'repoDigest'],
  changeable: ['name', 'keepLocally', 'forceRemove'],
  sets: ['pullTriggers'],
  isNamed: false,
  async create(docker, { name, platform, build }) {
    const outputs =
      build === undefined
        ? ((await inspect(docker, `${name}`)) ?? (await pull(docker, `${name}`, platform as string | undefined)))
        : await buildImage(docker, `${name}`, build as Build)
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

interface Build {
  readonly context: string
  readonly dockerfile?: string
  readonly buildArgs?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
}

async function buildImage(docker: DockerClient, name: string, { context, dockerfile, buildArgs, labels }: Build) {
  await docker([
    ...['build', '--quiet', '--tag', name],
    ...(dockerfile === undefined ? [] : ['--file', `${context}/${dockerfile}`]),
    ...Object.entries(buildArgs ?? {}).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    ...Object.entries(labels ?? {}).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    context,
  ])
  return present(docker, name, 'built')
}

async function pull(docker: DockerClient, name: string, platform: string | undefined) {
  await docker(['pull', '--quiet', ...(platform === undefined ? [] : ['--platform', platform]), name])
  return present(docker, name, 'pulled')
}

async function present(docker: DockerClient, name: string, how: string) {
  const found = await inspect(docker, name)
  if (found === null) throw new Error(`The image ${name} is not there after it was ${how}`)
  return found
}

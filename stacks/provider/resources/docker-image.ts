import { DeploymentError } from '../errors.ts'
import { hostAccess, matching, sha256, text } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { uploadChecked } from '../host/checked-upload.ts'
import type { Host } from '../host/host.ts'
import { script } from '../shell.ts'
import type { DockerImageInputs, DockerImageOutputs } from '../types/containers.ts'

export const dockerImage: Resource<DockerImageInputs, DockerImageOutputs> = {
  fields: {
    host: hostAccess,
    name: matching(/^[a-z0-9][\w./:-]*$/, 'the name of an image, as in mysql:9'),
    archive: text,
    sha256,
  },
  computed: ['imageId'],
  replaceOn: ['host.address'],
  inert: ['host', 'archive'],
  id: ({ host, name }) => `${host.address}:${name}`,
  create: load,
  read: async ({ openHost }, { inputs }) => {
    const imageId = await imageIdOf(openHost(inputs.host), inputs.name)
    return imageId === null ? null : { inputs, outputs: { imageId } }
  },
  update: load,
  // It stays: another container may use it, and an engine does not give up an image in use.
  delete: async ({ log }, { inputs: { host, name } }) => log.debug(`${host.address}: the image ${name} stays`),
}

async function load(context: Context, { host, name, archive: path, sha256 }: DockerImageInputs) {
  const remote = context.openHost(host)
  const archive = await uploadChecked(context, remote, { what: `the image ${name}`, path, sha256 })
  await remote.run({ name: `load the image ${name}`, command: script(LOAD, archive), timeoutSeconds: 900 })
  const imageId = await imageIdOf(remote, name)
  if (imageId !== null) return { imageId }
  throw new DeploymentError(`${path} holds no image ${name}. Make it with: docker save ${name} -o ${path}`)
}

/** Null where the engine has no image of that name. */
async function imageIdOf(host: Host, name: string): Promise<string | null> {
  const command = ['docker', 'image', 'inspect', '--format', '{{.Id}}', name]
  const { status, stdout } = await host.run({ name: `look for the image ${name}`, command, mayEndWith: [1] })
  return status === 0 ? stdout.trim() : null
}

const LOAD = 'set -e; docker load -q -i "$1"; rm -f "$1"'

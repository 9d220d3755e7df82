import { DeploymentError } from '../errors.ts'
import { hostAccess, matching, sha256, text } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { DISCARD_UPLOAD, uploadChecked } from '../host/checked-upload.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { type ImageArchive, readImageArchive } from '../host/image-archive.ts'
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
  delete: async ({ log }, { inputs: { host, name } }) => log.debug(`${hostName(host)}: the image ${name} stays`),
}

async function load(context: Context, { host, name, archive: path, sha256 }: DockerImageInputs) {
  const remote = context.openHost(host)
  const archive = await readArchive(path)
  if (archive !== null && !archive.names.includes(name)) throw new NotInArchive(name, path, archive.names)
  const present = await imageIdOf(remote, name)
  if (present !== null && archive?.idsOf(name).includes(present)) {
    context.log.debug(`${hostName(host)}: the engine has the image ${name} of ${path}`)
    return { imageId: present }
  }
  const uploaded = await uploadChecked(context, remote, { what: `the image ${name}`, path, sha256 })
  await remote.run({ name: `load the image ${name}`, command: script(LOAD, uploaded), timeoutSeconds: 900 })
  const imageId = await imageIdOf(remote, name)
  if (imageId === null) throw new NotInArchive(name, path, [])
  return { imageId }
}

async function readArchive(path: string): Promise<ImageArchive | null> {
  try {
    return await readImageArchive(path)
  } catch (error) {
    throw new DeploymentError(`Cannot read the archive of an image at ${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

class NotInArchive extends DeploymentError {
  override readonly name = 'NotInArchive'

  constructor(name: string, path: string, others: readonly string[]) {
    const found = others.length === 0 ? '' : `, but ${others.join(', ')}`
    super(`${path} holds no image ${name}${found}. Make it with: docker save ${name} -o ${path}`)
  }
}

/** Null where the engine has no image of that name. */
async function imageIdOf(host: Host, name: string): Promise<string | null> {
  const command = ['docker', 'image', 'inspect', '--format', '{{.Id}}', name]
  const { status, stdout } = await host.run({ name: `look for the image ${name}`, command, mayEndWith: [1] })
  return status === 0 ? stdout.trim() : null
}

const LOAD = `
set -e
archive=$1
docker load -q -i "$archive"
${DISCARD_UPLOAD}`

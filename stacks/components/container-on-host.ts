import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import * as docker from '@pulumi/docker'
import type { Output, Resource } from '@pulumi/pulumi'
import { output } from '@pulumi/pulumi'
import type { ContainerPlace } from '../config/stack-config.ts'
import { localPath } from '../provider/host-access-of.ts'
import { DataFolder, DockerImage, removeStrayContainer } from '../provider/sdk/containers.ts'
import type { SiteNeeds } from './container-site.ts'
import type { Host } from './host.ts'

type Args = SiteNeeds & {
  readonly host: Host
  readonly place: ContainerPlace
  readonly healthCommand: readonly string[]
}

/** What a host's engine gives a container: ports of the host, and a folder of the host for its data. */
export function hostSite(name: string, args: Args, parent: Resource) {
  const { host, place, data, ports } = args
  const folder = { path: place.dataFolder, deletedOnDestroy: data.deletedOnDestroy }
  const dataFolder = new DataFolder(`${name}-data`, { host: host.access, ...folder }, { parent })
  const container = {
    image: imageOf(name, args, parent),
    ports: ports.map(({ external, internal }) => ({ external, internal })),
    volumes: [{ hostPath: dataFolder.path, containerPath: data.mountedAt }],
    labels: [{ label: PURPOSE, value: name }],
  }
  const hooks = { beforeCreate: [() => removeStray(name, args)] }
  return { container, options: { provider: engineOf(host), hooks } }
}

/** The label that says which resource of which stack the container is. */
const PURPOSE = 'slipstream.container'

const removeStray = (name: string, { host, place, healthCommand }: Args): Promise<void> =>
  removeStrayContainer({
    host: host.access,
    name: place.containerName,
    label: PURPOSE,
    value: name,
    healthCommand: [...healthCommand],
  })

/** From its registry, unless a tar is given or the engine has it. */
function imageOf(name: string, { host, place }: Args, parent: Resource): Output<string> {
  const { image, imageTar: archive } = place
  if (archive === undefined) {
    // Kept on destroy: another stack may use it.
    const wanted = { name: image, keepLocally: true }
    return new docker.RemoteImage(`${name}-image`, wanted, { parent, provider: engineOf(host) }).imageId
  }
  const tar = localPath(archive)
  const loaded = { host: host.access, name: image, archive: tar, sha256: output(sha256Of(tar)) }
  return new DockerImage(`${name}-image`, loaded, { parent, dependsOn: engineOf(host) }).imageId
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function engineOf({ engine }: Host): docker.Provider {
  if (engine === undefined) throw new Error('A host without a Docker engine was given a container')
  return engine
}

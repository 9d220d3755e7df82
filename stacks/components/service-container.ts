import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import * as docker from '@pulumi/docker'
import type { Input, Output, Resource } from '@pulumi/pulumi'
import { output } from '@pulumi/pulumi'

import type { ContainerPlace } from '../config/stack-config.ts'
import { localPath } from '../provider/host-access-of.ts'
import { DataFolder, DockerImage } from '../provider/sdk/containers.ts'
import type { Host } from './host.ts'

export interface ServiceContainerArgs {
  readonly host: Host
  readonly place: ContainerPlace
  readonly data: {
    /** In the container. */
    readonly mountedAt: string
    /** Whether destroying deletes the folder on the host with all that is in it. */
    readonly deletedOnDestroy: boolean
  }
  /** Of the host, and of the container. */
  readonly ports: readonly { readonly external: number; readonly internal: number }[]
  readonly environment: readonly Input<string>[]
  readonly command?: readonly string[]
  /** Files of the host that the container reads; it is made anew when one of them changes. */
  readonly files?: readonly ServiceFile[]
  readonly healthCommand: readonly string[]
}

export interface ServiceFile {
  readonly hostPath: Input<string>
  readonly containerPath: string
  /** Of the content. */
  readonly hash: Input<string>
}

/** A server in a container that comes back after a crash or a reboot, with its data in a folder of the host. */
export function serviceContainer(name: string, args: ServiceContainerArgs, parent: Resource): docker.Container {
  const { host, place, data, files = [] } = args
  const folder = { path: place.dataFolder, deletedOnDestroy: data.deletedOnDestroy }
  const dataFolder = new DataFolder(`${name}-data`, { host: host.access, ...folder }, { parent })
  const mounts = files.map(({ hostPath, containerPath }) => ({ hostPath, containerPath, readOnly: true }))
  const container = {
    ...fixedFacts(args),
    image: imageOf(name, args, parent),
    envs: [...args.environment],
    volumes: [{ hostPath: dataFolder.path, containerPath: data.mountedAt }, ...mounts],
    labels: files.map(({ containerPath, hash }) => ({ label: `slipstream.file${containerPath}`, value: hash })),
  }
  return new docker.Container(name, container, { parent, provider: engineOf(host), deleteBeforeReplace: true })
}

function fixedFacts({ place, ports, command, healthCommand }: ServiceContainerArgs) {
  const healthcheck = { tests: ['CMD', ...healthCommand], interval: '30s', timeout: '20s', retries: 3 }
  return {
    name: place.containerName,
    // RabbitMQ names its data after its host: without a fixed name a new container would begin anew.
    hostname: place.containerName.replaceAll('_', '-'),
    restart: 'always',
    ports: ports.map(port => ({ ...port })),
    healthcheck: { ...healthcheck, startPeriod: '60s' },
    // A server needs time to write its data out.
    destroyGraceSeconds: 60,
    ...(command ? { command: [...command] } : {}),
  }
}

/** From its registry, unless a tar is given or the engine has it. */
function imageOf(name: string, { host, place }: ServiceContainerArgs, parent: Resource): Output<string> {
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

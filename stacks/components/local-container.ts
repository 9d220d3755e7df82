import * as docker from '@pulumi/docker'
import type { Input, Resource } from '@pulumi/pulumi'
import { containerHostname, type LocalPlace } from '../config/stack-config.ts'
import type { SiteNeeds } from './container-site.ts'

type Args = SiteNeeds & {
  readonly network: Input<string>
  readonly place: LocalPlace
}

/** What this machine's engine gives a container beside local hosts: their network, and a volume for its data. */
export function localSite(name: string, { network, place, data, ports }: Args, parent: Resource) {
  // Kept on destroy: it may have been there before.
  const image = new docker.RemoteImage(`${name}-image`, { name: place.image, keepLocally: true }, { parent })
  const volume = new docker.Volume(
    `${name}-data`,
    { name: `slipstream-${name}` },
    { parent, retainOnDelete: !data.deletedOnDestroy },
  )
  const pages = ports.filter(({ isPage }) => isPage === true)
  const container = {
    image: image.imageId,
    networksAdvanced: [{ name: network, aliases: [containerHostname(place.containerName)] }],
    ports: pages.map(({ external, internal }) => ({ external, internal, ip: '127.0.0.1' })),
    volumes: [{ volumeName: volume.name, containerPath: data.mountedAt }],
  }
  return { container, options: {} }
}

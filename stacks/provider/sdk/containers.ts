import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import { runtime } from '@pulumi/pulumi'
import type { DataFolderInputs, DockerImageInputs, LinkInputs, StrayContainerInputs } from '../types/containers.ts'
import { type Args, HostResource } from './host-resource.ts'

/** A folder that a container's server owns: it is there, and owner and mode are the server's business. */
export class DataFolder extends HostResource {
  declare readonly path: Output<string>

  constructor(name: string, args: Args<DataFolderInputs>, options?: CustomResourceOptions) {
    super({ type: 'DataFolder', computed: [] }, { name, args, options })
  }
}

/** An image that a tar brings to the host's Docker engine: for hosts that reach no registry. */
export class DockerImage extends HostResource {
  declare readonly imageId: Output<string>

  constructor(name: string, args: Args<DockerImageInputs>, options?: CustomResourceOptions) {
    super({ type: 'DockerImage', computed: ['imageId'] }, { name, args, options })
  }
}

/** A symbolic link, switched in one step. */
export class Link extends HostResource {
  declare readonly path: Output<string>

  constructor(name: string, args: Args<LinkInputs>, options?: CustomResourceOptions) {
    super({ type: 'Link', computed: [] }, { name, args, options })
  }
}

/**
 * Before a container is created: one of that name which an earlier deployment made, and was killed before it could note
 * so, goes. Fails where there is one that somebody else made.
 */
export async function removeStrayContainer(args: Args<StrayContainerInputs>): Promise<void> {
  await runtime.invoke('host:index:removeStrayContainer', { ...args })
}

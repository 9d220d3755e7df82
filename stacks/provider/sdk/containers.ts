import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import type { DataFolderInputs, DockerImageInputs, LinkInputs } from '../types/containers.ts'
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

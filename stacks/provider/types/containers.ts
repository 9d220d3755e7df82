import type { OnHost } from './host-access.ts'

export interface DataFolderInputs extends OnHost {
  readonly path: string
  /** Whether destroying deletes the folder with all that is in it. Otherwise it stays. */
  readonly deletedOnDestroy?: boolean
}

export interface DockerImageInputs extends OnHost {
  /** As in mysql:9: the name that the image in the archive has. */
  readonly name: string
  /** Path on the control machine of a tar that `docker save` made. */
  readonly archive: string
  /** Of the archive, in hex. */
  readonly sha256: string
}

export interface DockerImageOutputs {
  /** As in sha256:… */
  readonly imageId: string
}

export interface StrayContainerInputs extends OnHost {
  readonly name: string
  /** A label that the container has if it was made for this very purpose, and its value. */
  readonly label: string
  readonly value: string
  /** Succeeds in the container once its server has set up its data. */
  readonly healthCommand: readonly string[]
}

export interface LinkInputs extends OnHost {
  readonly path: string
  /** Where it leads, as it stands in the link. */
  readonly target: string
}

import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import type {
  FolderInputs,
  LinuxUserInputs,
  LocaleInputs,
  PackagesInputs,
  ReleaseInputs,
  RemoteFileInputs,
  SupervisorProgramInputs,
} from '../types/system.ts'
import { type Args, HostResource } from './host-resource.ts'

/** Debian packages that are installed. */
export class Packages extends HostResource {
  declare readonly names: Output<readonly string[]>
  declare readonly versions: Output<Readonly<Record<string, string>>>

  constructor(name: string, args: Args<PackagesInputs>, options?: CustomResourceOptions) {
    super({ type: 'Packages', computed: ['versions'] }, { name, args, options })
  }
}

/** A user of the host and the groups it is in. */
export class LinuxUser extends HostResource {
  declare readonly name: Output<string>
  declare readonly uid: Output<number>
  declare readonly gid: Output<number>
  declare readonly homeFolder: Output<string>

  constructor(name: string, args: Args<LinuxUserInputs>, options?: CustomResourceOptions) {
    super({ type: 'LinuxUser', computed: ['uid', 'gid', 'homeFolder'] }, { name, args, options })
  }
}

/** A folder with its owner and mode. Its parents are made where they are missing. */
export class Folder extends HostResource {
  declare readonly path: Output<string>

  constructor(name: string, args: Args<FolderInputs>, options?: CustomResourceOptions) {
    super({ type: 'Folder', computed: [] }, { name, args, options })
  }
}

/** A file that always holds one whole content: the old one or the new one. */
export class RemoteFile extends HostResource {
  declare readonly path: Output<string>
  declare readonly sha256: Output<string>

  constructor(name: string, args: Args<RemoteFileInputs>, options?: CustomResourceOptions) {
    super({ type: 'RemoteFile', computed: ['sha256'] }, { name, args, options })
  }
}

/** A generated locale that is the default of the host. */
export class Locale extends HostResource {
  declare readonly lang: Output<string>

  constructor(name: string, args: Args<LocaleInputs>, options?: CustomResourceOptions) {
    super({ type: 'Locale', computed: [] }, { name, args, options })
  }
}

/** A content-addressed release: uploaded, checked, unpacked, and switched to by an atomic link. */
export class Release extends HostResource {
  declare readonly releaseId: Output<string>
  declare readonly path: Output<string>
  declare readonly current: Output<string>

  constructor(name: string, args: Args<ReleaseInputs>, options?: CustomResourceOptions) {
    super({ type: 'Release', computed: ['releaseId', 'path', 'current'] }, { name, args, options })
  }
}

/** A program that supervisor runs. */
export class SupervisorProgram extends HostResource {
  declare readonly name: Output<string>
  declare readonly status: Output<string>

  constructor(name: string, args: Args<SupervisorProgramInputs>, options?: CustomResourceOptions) {
    super({ type: 'SupervisorProgram', computed: ['status'] }, { name, args, options })
  }
}

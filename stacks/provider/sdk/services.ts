import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import type {
  MysqlDatabaseInputs,
  MysqlReadyInputs,
  MysqlUserInputs,
  RabbitmqGuestRemovalInputs,
  RabbitmqPermissionsInputs,
  RabbitmqReadyInputs,
  RabbitmqUserInputs,
  RabbitmqVhostInputs,
} from '../types/services.ts'
import { type Args, HostResource } from './host-resource.ts'

/** Waits until the server serves for good: the image starts it twice. */
export class MysqlReady extends HostResource {
  declare readonly version: Output<string>
  declare readonly serverUuid: Output<string>

  constructor(name: string, args: Args<MysqlReadyInputs>, options?: CustomResourceOptions) {
    super({ type: 'MysqlReady', computed: ['version', 'serverUuid'] }, { name, args, options })
  }
}

export class MysqlDatabase extends HostResource {
  declare readonly name: Output<string>

  constructor(name: string, args: Args<MysqlDatabaseInputs>, options?: CustomResourceOptions) {
    super({ type: 'MysqlDatabase', computed: [] }, { name, args, options })
  }
}

/** A user with exactly these privileges. */
export class MysqlUser extends HostResource {
  declare readonly name: Output<string>

  constructor(name: string, args: Args<MysqlUserInputs>, options?: CustomResourceOptions) {
    super({ type: 'MysqlUser', computed: [] }, { name, args, options })
  }
}

/** Waits until the server is up and its management API answers. */
export class RabbitmqReady extends HostResource {
  declare readonly version: Output<string>
  declare readonly node: Output<string>

  constructor(name: string, args: Args<RabbitmqReadyInputs>, options?: CustomResourceOptions) {
    super({ type: 'RabbitmqReady', computed: ['version', 'node'] }, { name, args, options })
  }
}

export class RabbitmqVhost extends HostResource {
  declare readonly name: Output<string>

  constructor(name: string, args: Args<RabbitmqVhostInputs>, options?: CustomResourceOptions) {
    super({ type: 'RabbitmqVhost', computed: [] }, { name, args, options })
  }
}

export class RabbitmqUser extends HostResource {
  declare readonly name: Output<string>

  constructor(name: string, args: Args<RabbitmqUserInputs>, options?: CustomResourceOptions) {
    super({ type: 'RabbitmqUser', computed: [] }, { name, args, options })
  }
}

/** What a user may do in a vhost. */
export class RabbitmqPermissions extends HostResource {
  constructor(name: string, args: Args<RabbitmqPermissionsInputs>, options?: CustomResourceOptions) {
    super({ type: 'RabbitmqPermissions', computed: [] }, { name, args, options })
  }
}

/** Takes away the user `guest`, whose password everybody knows. */
export class RabbitmqGuestRemoval extends HostResource {
  constructor(name: string, args: Args<RabbitmqGuestRemovalInputs>, options?: CustomResourceOptions) {
    super({ type: 'RabbitmqGuestRemoval', computed: [] }, { name, args, options })
  }
}

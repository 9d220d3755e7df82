import type { ComponentResourceOptions, Input, Output, Resource } from '@pulumi/pulumi'
import { ComponentResource, interpolate } from '@pulumi/pulumi'
import { SERVER_PORTS } from '../config/server-ports.ts'
import { type BrokerConfig, brokerApiPort } from '../config/stack-config.ts'
import { GeneratedSecret } from '../provider/sdk/airflow.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import {
  RabbitmqGuestRemoval,
  RabbitmqPermissions,
  RabbitmqReady,
  RabbitmqUser,
  RabbitmqVhost,
} from '../provider/sdk/services.ts'
import type { RabbitmqApi } from '../provider/types/services.ts'
import type { Host } from './host.ts'
import { type ContainerSpot, serviceContainer, spotOf } from './service-container.ts'

export interface BrokerArgs {
  /** That runs the container, or through which a server elsewhere is reached. */
  readonly host: Host
  readonly config: BrokerConfig
  /** Of the user in the configuration. */
  readonly password: Input<string>
  /** Whether destroying deletes the data. */
  readonly deletesData: boolean
  /** Of local hosts, if they are such. */
  readonly network?: Input<string>
}

/** The RabbitMQ server, in a container or there already; the vhost; the user with its tag and permissions. */
export class Broker extends ComponentResource {
  /** Null where nobody is known who may ask the server. */
  readonly version: Output<string> | null
  /** What to wait for before the user may use the vhost. */
  readonly usable: Resource | null

  constructor(name: string, args: BrokerArgs, options?: ComponentResourceOptions) {
    super('slipstream:index:Broker', name, {}, options)
    const server = serverOf(name, args, this)
    const parts = server && { ...args, parent: this, on: { host: args.host.access, api: server.api } }
    const ready =
      parts && new RabbitmqReady(`${name}-ready`, { ...parts.on, triggers: server.triggers }, { parent: this })
    this.version = ready?.version ?? null
    this.usable = parts && ready && accountOf(name, { ...parts, ready })
    this.registerOutputs({ version: this.version })
  }
}

/** Who makes vhosts and users, from the server's first start on: the password that programs use can then change. */
const ROOT = 'slipstream'

/**
 * RabbitMQ gives up on a message that is not acknowledged within half an hour, and sends it again; a Celery worker with
 * late acknowledgement holds a message as long as its task runs. Celery's and Flower's queues for events are of a kind
 * that RabbitMQ 4.3 refuses unless it is permitted.
 */
const SETTINGS = `consumer_timeout = 604800000
deprecated_features.permit.transient_nonexcl_queues = true
`

interface Server {
  readonly api: Args<RabbitmqApi>
  /** What the server's readiness hangs on. */
  readonly triggers: Input<string>[]
}

function serverOf(name: string, args: BrokerArgs, parent: Resource): Server | null {
  const { place, address } = args.config
  const port = brokerApiPort(args.config)
  if (place.kind === 'external') return place.admin ? { api: { address, port, ...place.admin }, triggers: [] } : null
  const spot = spotOf(place, args)
  const root = new GeneratedSecret(`${name}-root-password`, { kind: 'password' }, { parent })
  const container = rabbitmqContainer(name, { ...args, spot, root }, parent)
  const where = place.kind === 'local' ? { address } : {}
  return { api: { ...where, port, user: ROOT, password: root.value }, triggers: [container.id] }
}

interface ContainerParts extends BrokerArgs {
  readonly spot: ContainerSpot
  readonly root: GeneratedSecret
}

function rabbitmqContainer(name: string, { spot, config, root, deletesData }: ContainerParts, parent: Resource) {
  const service = {
    spot,
    data: { mountedAt: '/var/lib/rabbitmq', deletedOnDestroy: deletesData },
    ports: [
      { external: config.port, internal: SERVER_PORTS.amqp },
      { external: config.managementPort, internal: SERVER_PORTS.management, isPage: true },
    ],
    environment: [`RABBITMQ_DEFAULT_USER=${ROOT}`, interpolate`RABBITMQ_DEFAULT_PASS=${root.value}`],
    files: [{ file: '/etc/rabbitmq/conf.d/50-slipstream.conf', content: SETTINGS }],
    healthCommand: ['rabbitmq-diagnostics', '-q', 'check_running'],
  }
  return serviceContainer(`${name}-container`, service, parent)
}

interface Account extends BrokerArgs {
  readonly parent: Resource
  readonly on: { readonly host: Host['access']; readonly api: Args<RabbitmqApi> }
  readonly ready: RabbitmqReady
}

function accountOf(name: string, { config, password, deletesData, parent, on, ready }: Account): RabbitmqPermissions {
  const after = { parent, dependsOn: ready }
  const space = { name: config.vhost, deleteData: deletesData }
  const vhost = new RabbitmqVhost(`${name}-vhost`, { ...on, ...space }, after)
  const tags = [config.place.kind === 'external' ? 'management' : 'administrator']
  const account = { name: config.user, password, tags }
  const user = new RabbitmqUser(`${name}-user`, { ...on, ...account }, after)
  if (config.place.kind !== 'external') new RabbitmqGuestRemoval(`${name}-guest`, on, after)
  const who = { user: config.user, vhost: config.vhost }
  return new RabbitmqPermissions(`${name}-permissions`, { ...on, ...who }, { parent, dependsOn: [vhost, user] })
}

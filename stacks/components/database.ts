import type { ComponentResourceOptions, Input, Output, Resource } from '@pulumi/pulumi'
import { ComponentResource, interpolate } from '@pulumi/pulumi'
import { SERVER_PORTS } from '../config/server-ports.ts'
import type { DatabaseConfig } from '../config/stack-config.ts'
import { GeneratedSecret } from '../provider/sdk/airflow.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import { MysqlDatabase, MysqlReady, MysqlUser } from '../provider/sdk/services.ts'
import type { MysqlServer } from '../provider/types/services.ts'
import type { Host } from './host.ts'
import { type ContainerSpot, serviceContainer, spotOf } from './service-container.ts'

export interface DatabaseArgs {
  /** That runs the container, or through which a server elsewhere is reached. */
  readonly host: Host
  readonly config: DatabaseConfig
  /** Of the user in the configuration. */
  readonly password: Input<string>
  /** Whether destroying deletes the data. */
  readonly deletesData: boolean
  /** Of local hosts, if they are such. */
  readonly network?: Input<string>
}

/** What Airflow's tables and their migrations need, and no more. */
export const privileges = [
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'DROP', 'INDEX', 'REFERENCES'],
  'LOCK TABLES',
]

/** The MySQL server, in a container or there already; the database; and the one user who may use it. */
export class Database extends ComponentResource {
  readonly version: Output<string>
  /** Another one where the tables are another server's, or another database's. */
  readonly identity: Output<string>
  /** What to wait for before the user can log in. */
  readonly usable: Resource

  constructor(name: string, args: DatabaseArgs, options?: ComponentResourceOptions) {
    super('slipstream:index:Database', name, {}, options)
    const { server, triggers } = serverOf(name, args, this)
    const on = { host: args.host.access, server }
    const ready = new MysqlReady(`${name}-ready`, { ...on, triggers }, { parent: this })
    this.version = ready.version
    this.identity = interpolate`${ready.serverUuid}/${args.config.name}`
    this.usable = isOurs(args.config) ? accountOf(name, args, { parent: this, on, ready }) : ready
    this.registerOutputs({ version: this.version })
  }
}

interface Server {
  /** Who may make databases and users; the cluster's own user where nobody is known who may. */
  readonly server: Args<MysqlServer>
  /** What the server's readiness hangs on. */
  readonly triggers: Input<string>[]
}

function serverOf(name: string, args: DatabaseArgs, parent: Resource): Server {
  const { config, password } = args
  const { place, port, address, user } = config
  if (place.kind === 'external')
    return { server: { address, port, ...(place.admin ?? { user, password }) }, triggers: [] }
  const spot = spotOf(place, args)
  const root = new GeneratedSecret(`${name}-root-password`, { kind: 'password' }, { parent })
  const container = mysqlContainer(name, { ...args, spot, root }, parent)
  const where = place.kind === 'local' ? { address } : {}
  return { server: { ...where, port, user: 'root', password: root.value }, triggers: [container.id] }
}

interface ContainerParts extends DatabaseArgs {
  readonly spot: ContainerSpot
  readonly root: GeneratedSecret
}

function mysqlContainer(name: string, { spot, config, root, deletesData }: ContainerParts, parent: Resource) {
  const service = {
    spot,
    data: { mountedAt: '/var/lib/mysql', deletedOnDestroy: deletesData },
    ports: [{ external: config.port, internal: SERVER_PORTS.mysql }],
    // The image reads it only while the data folder is empty.
    environment: [interpolate`MYSQL_ROOT_PASSWORD=${root.value}`],
    command: ['mysqld', '--character-set-server=utf8mb4'],
    // A ping needs no login: "access denied" is an answer too.
    healthCommand: ['mysqladmin', 'ping', '-h', '127.0.0.1'],
  }
  return serviceContainer(`${name}-container`, service, parent)
}

const isOurs = ({ place }: DatabaseConfig): boolean => place.kind !== 'external' || place.admin !== undefined

interface Account {
  readonly parent: Resource
  readonly on: { readonly host: Host['access']; readonly server: Args<MysqlServer> }
  readonly ready: MysqlReady
}

function accountOf(name: string, args: DatabaseArgs, { parent, on, ready }: Account): MysqlUser {
  const { config, password, deletesData } = args
  const schema = { name: config.name, deleteData: deletesData }
  const database = new MysqlDatabase(`${name}-schema`, { ...on, ...schema }, { parent, dependsOn: ready })
  const account = { name: config.user, password, grants: [{ database: config.name, privileges }] }
  return new MysqlUser(`${name}-user`, { ...on, ...account }, { parent, dependsOn: database })
}

import type { ComponentResourceOptions, Input, Output } from '@pulumi/pulumi'
import { all, ComponentResource, output, type Resource } from '@pulumi/pulumi'
import type { ClusterSettings, UserSettings } from '../config/settings.ts'
import { type HostConfig, inUrl, isContainerOn, type ServerPlace, type StackConfig } from '../config/stack-config.ts'
import { readClusterSettings } from '../config.ts'
import { AirflowUser, DatabaseMigration } from '../provider/sdk/airflow.ts'
import type { Args } from '../provider/sdk/host-resource.ts'
import { preflight } from '../provider/sdk/preflight.ts'
import type { HostAccess } from '../provider/types/host-access.ts'
import type { HostFacts } from '../provider/types/preflight.ts'
import { programRoles } from '../render/program-view.ts'
import { renderAirflowCfg } from '../render.ts'
import { accessesOf, sshProgramAccess } from './access.ts'
import { Broker } from './broker.ts'
import { startPrograms } from './cluster-programs.ts'
import { ClusterReleases } from './cluster-releases.ts'
import { type ClusterSecrets, clusterSecrets, type GivenSecrets } from './cluster-secrets.ts'
import { Database } from './database.ts'
import { Host } from './host.ts'
import { LocalHosts } from './local-hosts.ts'
import { Node, type NodeHashes } from './node.ts'
import { hostsToLookAt } from './preflight-needs.ts'

export interface ClusterUrls {
  readonly webserver: string
  readonly flower: readonly string[]
  readonly rabbitmq: string
}

/** Hosts, and whatever is not to be as in the reference deployment; or a configuration that is read and checked. */
export type AirflowClusterArgs = (ClusterSettings | { readonly config: StackConfig }) & {
  readonly secrets?: GivenSecrets
  /** What `lookAtHosts` found: the hosts are looked at unless this is given. */
  readonly facts?: Input<readonly HostFacts[]>
}

/**
 * The whole of it: hosts, database, broker, nodes and their programs, each in its time and gated by health.
 * @throws StackConfigInvalid with all that is wrong, and KeyUnreadable where the file of a private key cannot be read
 */
export class AirflowCluster extends ComponentResource {
  /** Where people and programs find it. */
  readonly urls: ClusterUrls
  /** The first users with their passwords, which are secret. */
  readonly users: Output<Record<string, string>>
  readonly versions: Output<Record<string, string | null>>
  readonly nodes: Output<Record<string, NodeHashes>>
  /** State of the last canary run. */
  readonly canary: Output<string>

  readonly #name: string
  readonly #config: StackConfig
  readonly #secrets: ClusterSecrets
  /** Where the hosts are to be made first. */
  readonly #local: LocalHosts | null
  /** By the names of hosts. */
  readonly #accesses: ReadonlyMap<string, Args<HostAccess>>
  readonly #hosts: ReadonlyMap<string, Host>

  constructor(
    name: string,
    { secrets: given = {}, facts: found, ...args }: AirflowClusterArgs,
    options?: ComponentResourceOptions,
  ) {
    const config = 'config' in args ? args.config : readClusterSettings(args, name)
    super('slipstream:index:AirflowCluster', name, {}, options)
    this.#name = name
    this.#config = config
    this.#secrets = clusterSecrets({ name, config, given }, this)
    this.#local = this.#localHosts()
    this.#accesses = this.#local?.accesses ?? accessesOf(config.hosts)
    const facts = this.#preflight(found)
    this.#hosts = this.#readyHosts(facts)
    const { database, broker } = this.#services()
    const nodes = this.#nodes(facts)
    const services = [database.usable, ...(broker.usable === null ? [] : [broker.usable])]
    const migrated = this.#migrate(nodes, { services, database: database.identity })
    this.canary = startPrograms({ name, config, nodes, parent: this, admin: this.#admin(), migrated }).state
    this.nodes = all(Object.fromEntries([...nodes].map(([host, node]) => [host, node.hashes])))
    this.users = all(Object.fromEntries(this.#secrets.userPasswords))
    this.versions = all({ mysql: database.version, rabbitmq: broker.version })
    this.urls = urlsOf(config)
    this.registerOutputs({ urls: this.urls, versions: this.versions, nodes: this.nodes, canary: this.canary })
  }

  /**
   * A host of the cluster, for more resources on it: its `access` for those of this package, its `engine` for docker's.
   * @throws Error that names the hosts there are
   */
  host(name: string): Host {
    const host = this.#hosts.get(name)
    if (host === undefined)
      throw new Error(`Cluster ${this.#name} has no host ${name}. It has ${[...this.#hosts.keys()].join(', ')}`)
    return host
  }

  #admin() {
    const { username: user } = this.#config.airflow.users.find(({ role }) => role === 'Admin') as UserSettings
    return { user, password: this.#secrets.userPasswords.get(user) as Input<string> }
  }

  #localHosts(): LocalHosts | null {
    const { localHosts: settings } = this.#config
    if (settings === undefined) return null
    return new LocalHosts(`slipstream-${this.#name}`, { config: this.#config, settings }, { parent: this })
  }

  /** Looks at all hosts before anything is touched. */
  #preflight(found: AirflowClusterArgs['facts']): Output<ReadonlyMap<string, HostFacts>> {
    const facts = found ?? preflight({ hosts: hostsToLookAt(this.#config, this.#accesses) }).hosts
    return output(facts).apply(all => new Map(all.map(each => [each.name, each])))
  }

  #readyHosts(facts: Output<ReadonlyMap<string, HostFacts>>): ReadonlyMap<string, Host> {
    const { airflow, locale: lang, packageMirror: mirror, deleteDataOnDestroy: deletesData } = this.#config
    const folders = { user: airflow.user, airflowHome: airflow.home, deletesData }
    const shared = { ...folders, lang, ...(mirror === undefined ? {} : { mirror }) }
    return new Map(
      this.#config.hosts.map(host => {
        const docker = runsContainers(host, this.#config) ? { docker: sshProgramAccess(host.ssh) } : {}
        // Its address is known once all hosts are found to be fit: nothing is touched before.
        const reached = this.#accesses.get(host.name) as Args<HostAccess>
        const access = { ...reached, address: facts.apply(() => host.ssh.address) }
        const args = { ...shared, ...docker, access }
        return [host.name, new Host(`${this.#name}-${host.name}`, args, { parent: this })]
      }),
    )
  }

  /** What programs can only start with. */
  #services(): { database: Database; broker: Broker } {
    const { database, broker, deleteDataOnDestroy: deletesData } = this.#config
    const { databasePassword, brokerPassword } = this.#secrets
    const on = (place: ServerPlace) => this.#hosts.get(hostOf(place, this.#config)) as Host
    const shared = { deletesData, ...(this.#local === null ? {} : { network: this.#local.network }) }
    const mysql = { ...shared, host: on(database.place), config: database, password: databasePassword }
    const rabbitmq = { ...shared, host: on(broker.place), config: broker, password: brokerPassword }
    return {
      database: new Database(`${this.#name}-database`, mysql, { parent: this }),
      broker: new Broker(`${this.#name}-broker`, rabbitmq, { parent: this }),
    }
  }

  #nodes(facts: Output<ReadonlyMap<string, HostFacts>>): ReadonlyMap<string, Node> {
    const releases = new ClusterReleases(this.#config)
    const dags = releases.dags()
    const airflowCfg = output(this.#secrets.cfg).apply(secrets => renderAirflowCfg(this.#config, secrets))
    const secrets = Object.values(this.#secrets.cfg)
    const nodes = this.#config.hosts.filter(isNode).map(({ name }): [string, Node] => {
      const host = this.#hosts.get(name) as Host
      const runtime = releases.runtime(facts.apply(found => found.get(name) as HostFacts))
      const args = { host, config: this.#config.airflow, airflowCfg, secrets, runtime, dags }
      return [name, new Node(`${this.#name}-${name}-node`, args, { parent: this, dependsOn: host })]
    })
    return new Map(nodes)
  }

  /** Once for all nodes, on one that has a scheduler. */
  #migrate(nodes: ReadonlyMap<string, Node>, { services, database }: Migrated): Resource[] {
    const first = this.#config.hosts.find(({ roles }) => roles.includes('scheduler')) as HostConfig
    const { access: host, airflow, hashes } = nodes.get(first.name) as Node
    const triggers = [hashes.apply(({ runtime }) => runtime), database]
    const after = { parent: this, dependsOn: [...services] }
    const migration = new DatabaseMigration(`${this.#name}-migration`, { host, airflow, triggers }, after)
    return this.#config.airflow.users.map(({ firstName: firstname, lastName: lastname, username, email, role }) => {
      const password = this.#secrets.userPasswords.get(username) as Input<string>
      const user = { host, airflow, username, password, firstname, lastname, email, role, triggers: [database] }
      return new AirflowUser(`${this.#name}-user-${username}`, user, { parent: this, dependsOn: migration })
    })
  }
}

interface Migrated {
  readonly services: readonly Resource[]
  readonly database: Output<string>
}

const isNode = (host: HostConfig): boolean => programRoles(host).length > 0

const runsContainers = ({ name }: HostConfig, { database, broker }: StackConfig): boolean =>
  isContainerOn(name, database) || isContainerOn(name, broker)

/** The host that runs the container; a server elsewhere is reached through the one whose programs need it first. */
function hostOf(place: ServerPlace, { hosts }: StackConfig): string {
  if (place.kind === 'container') return place.host
  return (hosts.find(({ roles }) => roles.includes('scheduler')) as HostConfig).name
}

/** Pages of local hosts, and beside them, are at ports of this machine. */
function urlsOf({ airflow, hosts, broker, localHosts }: StackConfig): ClusterUrls {
  const flowers = hosts.filter(({ roles }) => roles.includes('flower'))
  const seen = (isLocal: boolean, address: string): string => (isLocal ? 'localhost' : inUrl(address))
  return {
    webserver: airflow.baseUrl,
    flower: flowers.map(({ address }) => `http://${seen(localHosts !== undefined, address)}:${airflow.flowerPort}`),
    rabbitmq: `http://${seen(broker.place.kind === 'local', broker.address)}:${broker.managementPort}`,
  }
}

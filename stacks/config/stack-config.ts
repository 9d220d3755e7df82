import { NODE_QUEUE } from './forms.ts'
import { SERVER_PORTS } from './server-ports.ts'
import type {
  AdminSettings,
  AirflowSettings,
  BrokerSettings,
  DatabaseSettings,
  HostSettings,
  JumpSettings,
  Role,
  SshSettings,
  StackSettings,
} from './settings.ts'

/** A stack, complete and checked. Texts that are secrets: passwords, passphrases, private and other keys. */
export interface StackConfig
  extends Pick<
    StackSettings,
    'localHosts' | 'dags' | 'locale' | 'timezone' | 'packageMirror' | 'allowBrokenDags' | 'deleteDataOnDestroy'
  > {
  readonly stackName: string
  readonly hosts: readonly HostConfig[]
  readonly airflow: AirflowConfig
  readonly database: DatabaseConfig
  readonly broker: BrokerConfig
}

export interface HostConfig extends Pick<HostSettings, 'name' | 'address' | 'roles'> {
  readonly ssh: SshAccess
  /** That its worker consumes, its own included; none where it has no worker. */
  readonly queues: readonly string[]
  /** Tasks that its worker runs at once, where it is not as airflow.cfg says. */
  readonly concurrency?: number
}

/** Who comes to a host, and where. */
export type SshLogin = Omit<SshSettings, 'jump'> & Required<Pick<SshSettings, 'address' | 'port' | 'user'>>

/** How this machine reaches a host. */
export interface SshAccess extends SshLogin {
  readonly jump?: SshLogin
}

export type AirflowConfig = AirflowSettings & Required<Pick<AirflowSettings, 'userHome' | 'dagsFolder' | 'baseUrl'>>

/** A server in a container on one of the hosts. */
export interface ContainerPlace {
  readonly kind: 'container'
  /** Name of the host. */
  readonly host: string
  readonly containerName: string
  readonly image: string
  readonly imageTar?: string
  readonly dataFolder: string
}

/** A server in a container beside local hosts, in their Docker network. */
export interface LocalPlace extends Pick<ContainerPlace, 'containerName' | 'image'> {
  readonly kind: 'local'
}

/** A server that is there already. */
export interface ExternalPlace {
  readonly kind: 'external'
  readonly admin?: AdminSettings
}

interface ServerConfig {
  /** At which every host reaches it. */
  readonly address: string
  readonly port: number
  readonly user: string
  /** Generated unless given. */
  readonly password?: string
  readonly place: ServerPlace
}

export type ServerPlace = ContainerPlace | LocalPlace | ExternalPlace

export interface DatabaseConfig extends ServerConfig, Pick<DatabaseSettings, 'name'> {}

export interface BrokerConfig extends ServerConfig, Pick<BrokerSettings, 'vhost' | 'managementPort'> {}

/** Of settings that were checked. */
export function stackConfigOf(settings: StackSettings, stackName: string): StackConfig {
  const { hosts, ssh, airflow, database, broker, ...rest } = settings
  const isLocal = settings.localHosts !== undefined
  const whereOf = (role: Role): Where => (isLocal ? 'beside local hosts' : hostOf(hosts, role))
  return {
    ...rest,
    stackName,
    hosts: hosts.map(host => hostConfigOf(host, settings)),
    airflow: airflowConfigOf(airflow, isLocal ? 'localhost' : (hostOf(hosts, 'webserver') as HostSettings).address),
    database: { ...serverConfigOf(database, whereOf('database'), MYSQL), name: database.name },
    broker: {
      ...serverConfigOf(broker, whereOf('broker'), RABBITMQ),
      vhost: broker.vhost,
      managementPort: broker.managementPort,
    },
  }
}

/** Whether a server runs in a container on that host. */
export const isContainerOn = (hostName: string, { place }: DatabaseConfig | BrokerConfig): boolean =>
  place.kind === 'container' && place.host === hostName

/** At which the hosts reach RabbitMQ's management API. Beside local hosts the configured port is one of this machine's. */
export const brokerApiPort = ({ place, managementPort }: BrokerConfig): number =>
  place.kind === 'local' ? SERVER_PORTS.management : managementPort

/** The queue that only this host's worker consumes. */
export const nodeQueue = (hostName: string): string => `${NODE_QUEUE}${hostName}`

/** Queue of tasks that name none ([operators] default_queue). */
const DEFAULT_QUEUE = 'default'

function hostConfigOf(host: HostSettings, { localHosts, ssh, airflow }: StackSettings): HostConfig {
  const { name, address, roles, queues, concurrency } = host
  const defaultQueue = airflow.config['operators.default_queue'] ?? DEFAULT_QUEUE
  return {
    name,
    address,
    roles,
    ssh: localHosts === undefined ? sshOf(host, ssh, airflow) : localSsh(host, airflow),
    queues: roles.includes('worker') ? [...(queues ?? [defaultQueue]), nodeQueue(name)] : [],
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}

function sshOf({ address, ssh }: HostSettings, shared: SshSettings, { user }: AirflowSettings): SshAccess {
  const { jump: _jump, ...login } = { address, port: 22, user, ...withoutOthersKey(shared, ssh), ...ssh }
  if (ssh.jump !== undefined) return { ...login, jump: jumpOf(ssh.jump, login) }
  return shared.jump === undefined ? login : { ...login, jump: jumpOf(shared.jump, { ...shared, user: login.user }) }
}

/** A jump host is reached as what is behind it by the same settings: it has only its own host key, and its own port. */
function jumpOf(jump: JumpSettings, behind: SshSettings & { readonly user: string }): SshLogin {
  const { port: _port, address: _address, hostKey: _hostKey, sudoPassword: _password, jump: _jump, ...login } = behind
  return { port: 22, ...withoutOthersKey(login, jump), user: login.user, ...jump }
}

/** Where Docker runs in a virtual machine, containers are reached at ports of this machine only. */
const localSsh = (host: HostSettings, { user }: AirflowSettings): SshAccess => ({
  address: '127.0.0.1',
  port: localSshPort(host),
  user,
})

/** On this machine: of 172.30.77.10 it is 22010. */
export const localSshPort = ({
  address,
  ssh,
}: Pick<HostSettings, 'address'> & { readonly ssh: { readonly port?: number | undefined } }): number =>
  ssh.port ?? 22_000 + Number(address.split('.').at(-1))

/** A host that has a key, or a way to know the host, of its own has no use for those of all hosts. */
function withoutOthersKey(shared: SshSettings, own: SshSettings): SshSettings {
  const { privateKey, privateKeyFile, passphrase, hostKey, knownHosts, ...rest } = shared
  const key = own.privateKey ?? own.privateKeyFile
  const check = own.hostKey ?? own.knownHosts
  return {
    ...rest,
    ...(key === undefined ? present({ privateKey, privateKeyFile, passphrase }) : {}),
    ...(check === undefined ? present({ hostKey, knownHosts }) : {}),
  }
}

/** Without what is undefined. */
const present = (settings: Readonly<Record<string, string | undefined>>): SshSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))

/** @param webserver at which people reach it */
function airflowConfigOf(airflow: AirflowSettings, webserver: string): AirflowConfig {
  const home = airflow.home.replace(/\/+$/, '')
  return {
    userHome: airflow.user === 'root' ? '/root' : `/home/${airflow.user}`,
    dagsFolder: `${home}/dags`,
    baseUrl: `http://${inUrl(webserver)}:${airflow.webserverPort}`,
    ...airflow,
    home,
  }
}

/** An IPv6 address in a URL has brackets. */
export const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address)

const hostOf = (hosts: readonly HostSettings[], role: Role): HostSettings | undefined =>
  hosts.find(({ roles }) => roles.includes(role))

type ContainerDefaults = Pick<ContainerPlace, 'containerName' | 'image' | 'dataFolder'>

const MYSQL: ContainerDefaults = {
  containerName: 'airflow-mysql',
  image: 'mysql:9',
  dataFolder: '/data/airflow_mysql_data',
}

const RABBITMQ: ContainerDefaults = {
  containerName: 'airflow_rabbitmq',
  image: 'rabbitmq:4-management',
  dataFolder: '/data/airflow_rabbitmq_data',
}

/** By this the others know a container in their network. */
export const containerHostname = (containerName: string): string => containerName.replaceAll('_', '-')

/** Of a container; undefined where the server is there already. */
type Where = HostSettings | 'beside local hosts' | undefined

function serverConfigOf(
  server: DatabaseSettings | BrokerSettings,
  where: Where,
  defaults: ContainerDefaults,
): ServerConfig {
  const { port, user, password, admin } = server
  const shared = { port, user, ...(password === undefined ? {} : { password }) }
  if (server.address !== undefined)
    return {
      ...shared,
      address: server.address,
      place: { kind: 'external', ...(admin === undefined ? {} : { admin }) },
    }
  const { containerName, image, dataFolder, imageTar } = { ...defaults, ...server }
  if (where === 'beside local hosts')
    return { ...shared, address: containerHostname(containerName), place: { kind: 'local', containerName, image } }
  const { name, address } = where as HostSettings
  const tar = imageTar === undefined ? {} : { imageTar }
  return { ...shared, address, place: { kind: 'container', host: name, containerName, image, dataFolder, ...tar } }
}

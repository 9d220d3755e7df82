import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Debian's wrapper on the PATH hides the log and changes the user.
const BINARIES = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/rabbitmq/sbin/rabbitmq-server']

/** The RabbitMQ program of this machine; null where there is none. */
export const installedBroker = (): string | null => BINARIES.find(existsSync) ?? null

export interface BrokerPorts {
  readonly port: number
  /** Where the management plugin serves; without one it is off, for it slows the start. */
  readonly managementPort?: number
  /** Where it serves over TLS as well, with which files. */
  readonly tls?: { readonly port: number; readonly certificate: string; readonly key: string }
  /** Of Erlang's name server, one for each broker. */
  readonly epmdPort: number
  readonly distributionPort: number
}

/** Who may use the broker: each user with the same password. */
export interface BrokerUsers {
  readonly password: string
  readonly vhosts: readonly string[]
  /** `airflow` may use every virtual host; these may use none. */
  readonly strangers?: readonly string[]
}

/** Writes what a RabbitMQ on loopback reads at its start into a folder, which is made. */
export function writeBrokerSettings(folder: string, ports: BrokerPorts, users: BrokerUsers): void {
  const { port, managementPort, tls } = ports
  mkdirSync(join(folder, 'home'), { recursive: true })
  writeFileSync(join(folder, 'enabled_plugins'), managementPort === undefined ? '[].\n' : '[rabbitmq_management].\n')
  writeFileSync(join(folder, 'definitions.json'), JSON.stringify(definitions(users)))
  const management = [`management.tcp.port = ${managementPort}`, 'management.tcp.ip = 127.0.0.1']
  const settings = [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    `load_definitions = ${join(folder, 'definitions.json')}`,
    ...(managementPort === undefined ? [] : management),
    ...(tls === undefined ? [] : tlsSettings(tls)),
    'log.console = true',
    'log.file = false',
  ]
  writeFileSync(join(folder, 'rabbitmq.conf'), settings.join('\n'))
}

const tlsSettings = ({ port, certificate, key }: NonNullable<BrokerPorts['tls']>): string[] => [
  `listeners.ssl.1 = 127.0.0.1:${port}`,
  `ssl_options.certfile = ${certificate}`,
  `ssl_options.keyfile = ${key}`,
  'ssl_options.verify = verify_none',
]

/**
 * Environment of a broker whose settings and data are in the folder, and of its tools.
 * @param erlangArgs more arguments of Erlang's machine
 */
export function brokerEnvironment(folder: string, ports: BrokerPorts, erlangArgs = ''): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    // The program then becomes the server, instead of a shell that waits for it.
    RUNNING_UNDER_SYSTEMD: 'true',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: `${ports.epmdPort}`,
    RABBITMQ_NODENAME: 'slipstream@localhost',
    RABBITMQ_DIST_PORT: `${ports.distributionPort}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {127,0,0,1} ${erlangArgs}`.trim(),
  }
}

function definitions({ password, vhosts, strangers = [] }: BrokerUsers): object {
  const login = { hashing_algorithm: 'rabbit_password_hashing_sha256', password_hash: passwordHash(password) }
  return {
    users: [
      { name: 'airflow', ...login, tags: 'administrator' },
      ...strangers.map(name => ({ name, ...login, tags: '' })),
    ],
    vhosts: vhosts.map(name => ({ name })),
    permissions: vhosts.map(vhost => ({ user: 'airflow', vhost, configure: '.*', write: '.*', read: '.*' })),
  }
}

/** As RabbitMQ's management API takes it: salt, then the hash of salt and password. */
function passwordHash(password: string): string {
  const salt = randomBytes(4)
  const hash = createHash('sha256').update(salt).update(password).digest()
  return Buffer.concat([salt, hash]).toString('base64')
}

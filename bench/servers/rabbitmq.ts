import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../system/free-port.ts'
import { Program } from '../system/program.ts'
import { until } from '../system/until.ts'

/** A RabbitMQ with its defaults, on loopback. */
export interface BrokerServer extends AsyncDisposable {
  readonly pid: number
  readonly version: string
  /** `amqp://user:password@host:port/vhost`, for one of VHOSTS. */
  url(vhost: string): string
  /** Messages that clients have published since the start, as the broker itself counts them. */
  published(): number
}

export const VHOSTS = ['ours', 'airflow2', 'airflow3', 'raw'] as const

const PASSWORD = 'bench'
// Debian's wrapper on the PATH changes the user.
const BINARIES = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/rabbitmq/sbin/rabbitmq-server']

/** Null where this machine has no RabbitMQ. */
export const brokerBinary = (): string | null => BINARIES.find(existsSync) ?? null

/** @param folder is made, and holds the data */
export async function startBrokerServer(binary: string, folder: string): Promise<BrokerServer> {
  const ports = { amqp: await freePort(), epmd: await freePort(), distribution: await freePort() }
  writeSettings(folder, ports.amqp)
  const env = environment(folder, ports)
  const logFile = join(folder, 'server.log')
  const nameServer = new Program('epmd', ['-port', `${ports.epmd}`, '-address', '127.0.0.1'], { logFile })
  const program = new Program(binary, [], { env, logFile })
  const control = (...args: string[]) => runControl(join(dirname(binary), 'rabbitmqctl'), args, env)
  const version = await until(async () => startedVersion(program, control), {
    withinMs: 90_000,
    what: `${binary} is up, see ${logFile}`,
    restMs: 500,
  })
  return {
    pid: program.pid,
    version,
    url: vhost => `amqp://airflow:${PASSWORD}@127.0.0.1:${ports.amqp}/${vhost}`,
    published: () => publishedOf(control('eval', 'rabbit_global_counters:overview().')),
    async [Symbol.asyncDispose]() {
      await program.stop({ withinMs: 20_000 })
      await nameServer.stop({ withinMs: 1000 })
    },
  }
}

/** The sum over all protocols of `messages_received_total` in what Erlang prints of rabbit_global_counters. */
export function publishedOf(overview: string): number {
  const counts = [...overview.matchAll(/messages_received_total\s*=>\s*(\d+)/g)].map(match => Number(match[1]))
  if (counts.length === 0) throw new Error(`No messages_received_total in RabbitMQ's counters: ${overview}`)
  return counts.reduce((sum, count) => sum + count, 0)
}

function startedVersion(program: Program, control: (...args: string[]) => string): string {
  program.assertRuns()
  control('await_startup')
  return control('version').trim()
}

function runControl(rabbitmqctl: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const result = spawnSync(rabbitmqctl, args, { env, encoding: 'utf8', timeout: 30_000 })
  if (result.status !== 0) throw new Error(`rabbitmqctl ${args.join(' ')} failed: ${result.stdout}${result.stderr}`)
  return result.stdout
}

function writeSettings(folder: string, port: number): void {
  mkdirSync(join(folder, 'home'), { recursive: true })
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n')
  writeFileSync(join(folder, 'definitions.json'), JSON.stringify(definitions()))
  const settings = [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    `load_definitions = ${join(folder, 'definitions.json')}`,
    'log.console = true',
    'log.file = false',
  ]
  writeFileSync(join(folder, 'rabbitmq.conf'), settings.join('\n'))
}

function definitions(): object {
  const user = { hashing_algorithm: 'rabbit_password_hashing_sha256', password_hash: passwordHash() }
  return {
    users: [{ name: 'airflow', ...user, tags: 'administrator' }],
    vhosts: VHOSTS.map(name => ({ name })),
    permissions: VHOSTS.map(vhost => ({ user: 'airflow', vhost, configure: '.*', write: '.*', read: '.*' })),
  }
}

function passwordHash(): string {
  const salt = randomBytes(4)
  return Buffer.concat([salt, createHash('sha256').update(salt).update(PASSWORD).digest()]).toString('base64')
}

function environment(folder: string, ports: { readonly epmd: number; readonly distribution: number }) {
  return {
    PATH: process.env['PATH'],
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    // The program then becomes the server, instead of a shell that waits for it.
    RUNNING_UNDER_SYSTEMD: 'true',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: `${ports.epmd}`,
    RABBITMQ_NODENAME: 'bench@localhost',
    RABBITMQ_DIST_PORT: `${ports.distribution}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  }
}

import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { brokerEnvironment, writeBrokerSettings } from '../../scripts/servers/broker-home.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { Program } from '../system/program.ts'

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

/** @param folder is made, and holds the data */
export async function startBrokerServer(binary: string, folder: string): Promise<BrokerServer> {
  const ports = { port: await freePort(), epmdPort: await freePort(), distributionPort: await freePort() }
  writeBrokerSettings(folder, ports, { password: PASSWORD, vhosts: VHOSTS })
  const env = brokerEnvironment(folder, ports)
  const logFile = join(folder, 'server.log')
  const nameServer = new Program('epmd', ['-port', `${ports.epmdPort}`, '-address', '127.0.0.1'], { logFile })
  const program = new Program(binary, [], { env, logFile })
  const control = (...args: string[]) => runControl(join(dirname(binary), 'rabbitmqctl'), args, env)
  const version = await eventually(async () => startedVersion(program, control), {
    withinMs: 90_000,
    what: `${binary} is up, see ${logFile}`,
    restMs: 500,
  })
  return {
    pid: program.pid,
    version,
    url: vhost => `amqp://airflow:${PASSWORD}@127.0.0.1:${ports.port}/${vhost}`,
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

import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually } from '../../scripts/servers/eventually.ts'
import { networkOf } from '../lab/host-container.ts'
import type { Lab } from '../lab/lab.ts'
import { makeCertificates } from './certificates.ts'

export const MYSQL = { name: 'elsewhere-mysql', address: '192.168.0.20', rootPassword: 'r%t/pass@word' } as const

export const RABBITMQ = {
  name: 'elsewhere-rabbitmq',
  address: '192.168.0.21',
  admin: 'keeper',
  adminPassword: 'k:eeper#1',
} as const

/** MySQL and RabbitMQ that somebody else runs beside the hosts: no deployment made them. */
export interface LabServers extends AsyncDisposable {
  /** PEM of who signed the certificate that RabbitMQ shows on port 5671. */
  readonly authority: string
  /** Asks MySQL as root; the rows, columns parted by tabs. */
  sql(query: string): Promise<string[]>
  /** Runs a program of RabbitMQ's beside the server. */
  rabbitmq(...words: readonly string[]): Promise<string>
}

/** Starts both in the network of the lab's hosts, and waits until they answer. */
export async function startLabServers(lab: Lab): Promise<LabServers> {
  const stop = () => lab.engine(['rm', '--force', '--volumes', MYSQL.name, RABBITMQ.name], { reject: false })
  await stop()
  const [authority] = await Promise.all([startRabbitmq(lab), startMysql(lab)])
  const rabbitmq = async (...words: readonly string[]) => (await lab.engine(['exec', RABBITMQ.name, ...words])).stdout
  const sql = async (query: string) => {
    const client = ['mysql', '-h127.0.0.1', '-uroot', `-p${MYSQL.rootPassword}`, '-Ne', query]
    return (await lab.engine(['exec', MYSQL.name, ...client])).stdout.split('\n').filter(Boolean)
  }
  await eventually(() => sql('SELECT 1'), { withinMs: 120_000, what: 'MySQL beside the hosts', restMs: 500 })
  const isUp = () => rabbitmq('rabbitmqctl', 'await_startup')
  await eventually(isUp, { withinMs: 120_000, what: 'RabbitMQ beside the hosts', restMs: 500 })
  return { authority, sql, rabbitmq, [Symbol.asyncDispose]: async () => void (await stop()) }
}

async function startMysql(lab: Lab): Promise<void> {
  await lab.engine([
    'run',
    '--detach',
    ...placed(MYSQL),
    '--env',
    `MYSQL_ROOT_PASSWORD=${MYSQL.rootPassword}`,
    'mysql:9',
  ])
}

async function startRabbitmq(lab: Lab): Promise<string> {
  const environment = [`RABBITMQ_DEFAULT_USER=${RABBITMQ.admin}`, `RABBITMQ_DEFAULT_PASS=${RABBITMQ.adminPassword}`]
  const variables = environment.flatMap(variable => ['--env', variable])
  await lab.engine(['create', ...placed(RABBITMQ), ...variables, 'rabbitmq:4-management'])
  const certificates = await makeCertificates(RABBITMQ.address)
  await writeFile(join(certificates, 'tls.conf'), TLS)
  await lab.engine(['cp', `${certificates}/.`, `${RABBITMQ.name}:/etc/rabbitmq/tls`])
  await lab.engine(['cp', `${certificates}/tls.conf`, `${RABBITMQ.name}:/etc/rabbitmq/conf.d/50-tls.conf`])
  await lab.engine(['start', RABBITMQ.name])
  const authority = await readFile(join(certificates, 'authority.pem'), 'utf8')
  await rm(certificates, { recursive: true })
  return authority
}

const placed = ({ name, address }: { readonly name: string; readonly address: string }): string[] => [
  ...['--name', name, '--hostname', name, '--network', networkOf(address).name, '--ip', address],
]

const TLS = `listeners.ssl.default = 5671
ssl_options.cacertfile = /etc/rabbitmq/tls/authority.pem
ssl_options.certfile = /etc/rabbitmq/tls/server.pem
ssl_options.keyfile = /etc/rabbitmq/tls/server.key
`

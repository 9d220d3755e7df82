import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connect } from 'amqplib'
import {
  type BrokerPorts,
  brokerEnvironment,
  installedBroker,
  writeBrokerSettings,
} from '../scripts/servers/broker-home.ts'
import { eventually } from '../scripts/servers/eventually.ts'
import { freePort } from '../scripts/servers/free-port.ts'
import { newestBroker, usesNewestServers } from './newest-servers.ts'

/** Set by the global setup; all processes of one test run share the broker below this folder. */
export const BROKER_FOLDER_VARIABLE = 'SLIPSTREAM_TEST_BROKER_FOLDER'

export interface BrokerServer {
  readonly port: number
  readonly pid: number
  /** Erlang's name server, one for each broker. */
  readonly epmdPid: number
}

/** `airflow` may use every virtual host; `stranger`, with the same password, may use none. */
export const BROKER_PASSWORD = 'p@ss/word'
export const BROKER_VHOSTS: readonly string[] = [
  'airflow',
  ...Array.from({ length: 60 }, (_, index) => `test-${index}`),
]

/** Erlang's, which comes with it: on the PATH, or beside the newest broker. */
const NAME_SERVER = 'epmd'

/** RabbitMQ 4 where the test's project is for it, else the RabbitMQ program of this machine; null (and no tests on it) where there is none, but never in CI. */
export function brokerBinary(): string | null {
  const binary = usesNewestServers() ? newestBroker() : installedBroker()
  if (binary === null && process.env['CI'] === 'true')
    throw new Error('no RabbitMQ: see scripts/servers/broker-home.ts for where it is looked for')
  return binary
}

/** For the global setup: names the folder of the run's broker; what it returns ends that broker. */
export async function setUpSharedBroker(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-broker-'))
  process.env[BROKER_FOLDER_VARIABLE] = folder
  return async () => {
    for (const kind of await readdir(folder)) {
      const server = await readServer(join(folder, kind)).catch(() => null)
      if (server !== null) await killServer(server)
    }
    await rm(folder, { recursive: true, force: true })
  }
}

/** The run's broker, started by whoever asks first. */
export async function sharedBroker(binary: string): Promise<BrokerServer & { readonly folder: string }> {
  const parent = process.env[BROKER_FOLDER_VARIABLE]
  if (parent === undefined) throw new Error('test/global-setup.ts has to call setUpSharedBroker')
  // Brokers of two kinds may serve one test run.
  const folder = join(parent, usesNewestServers() ? 'newest' : 'installed')
  await mkdir(folder, { recursive: true })
  if (await createsFile(join(folder, 'starting'))) await startServer(binary, folder, { port: await freePort() })
  const server = await eventually(() => readServer(folder), {
    withinMs: 60_000,
    what: `the broker in ${folder} is up, see ${join(folder, 'server.log')}`,
  })
  return { ...server, folder }
}

/** Whether the file was not there before. */
export async function createsFile(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Starts a broker in the folder, on the data of an earlier one if there was one; ready to serve when this returns. */
export async function startServer(
  binary: string,
  folder: string,
  ports: Pick<BrokerPorts, 'port' | 'managementPort' | 'tls'>,
): Promise<BrokerServer> {
  const { port } = ports
  const all = { ...ports, epmdPort: await freePort(), distributionPort: await freePort() }
  writeBrokerSettings(folder, all, { password: BROKER_PASSWORD, vhosts: BROKER_VHOSTS, strangers: ['stranger'] })
  const log = await open(join(folder, 'server.log'), 'a')
  const options = { detached: true, stdio: ['ignore', log.fd, log.fd] as ['ignore', number, number] }
  const nameServer = usesNewestServers() ? join(dirname(binary), NAME_SERVER) : NAME_SERVER
  const epmd = spawn(nameServer, ['-port', `${all.epmdPort}`, '-address', '127.0.0.1'], options)
  const env = brokerEnvironment(folder, all, '+S 1:1')
  const child = spawn(binary, [], { ...options, env })
  await log.close()
  const server = { port, pid: pidOf(child), epmdPid: pidOf(epmd) }
  await eventually(() => serves(port), { withinMs: 60_000, what: `${binary} serves port ${port}` })
  await writeFile(join(folder, 'server.json.new'), JSON.stringify(server))
  await rename(join(folder, 'server.json.new'), join(folder, 'server.json'))
  return server
}

/** As a power cut would: nothing is closed or flushed. */
export async function killServer(server: BrokerServer): Promise<void> {
  await end(server, 'SIGKILL')
}

/** As an operator would: connections are closed in order. */
export async function stopServer(server: BrokerServer): Promise<void> {
  await end(server, 'SIGTERM')
}

async function readServer(folder: string): Promise<BrokerServer> {
  return JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'))
}

function pidOf(child: ChildProcess): number {
  child.unref()
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`)
  return child.pid
}

async function serves(port: number): Promise<true> {
  const credentials = { username: 'airflow', password: BROKER_PASSWORD, vhost: 'airflow' }
  const connection = await connect({ hostname: '127.0.0.1', port, ...credentials }, { timeout: 5_000 })
  await connection.close()
  return true
}

async function end({ pid, epmdPid }: BrokerServer, signal: NodeJS.Signals): Promise<void> {
  if (isRunning(pid)) process.kill(pid, signal)
  await eventually(async () => !isRunning(pid) || null, { withinMs: 30_000, what: `the end of process ${pid}` })
  if (isRunning(epmdPid)) process.kill(epmdPid, 'SIGKILL')
}

// A dead process whose parent is gone may stay in the list of a container without an init.
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

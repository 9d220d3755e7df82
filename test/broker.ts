import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type BrokerAddress, parseBrokerUrl } from '../runtime/queue/broker/broker-url.ts'
import { freePort } from '../scripts/servers/free-port.ts'
import {
  BROKER_PASSWORD,
  BROKER_VHOSTS,
  brokerBinary,
  createsFile,
  killServer,
  sharedBroker,
  startServer,
  stopServer,
} from './broker-server.ts'

/** A virtual host of its own for one test file; its queues go with it when the run ends. */
export interface TestBroker {
  /** What `broker_url` would be, e.g. for another process. */
  readonly url: string
  readonly address: BrokerAddress
}

/** A whole broker of its own, for tests that end it. */
export interface PrivateBroker extends TestBroker, AsyncDisposable {
  /** As an operator would. */
  stop(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
  /** Again, on the same data and port. */
  start(): Promise<void>
}

/** Runs the suite on a virtual host of the run's RabbitMQ; where none is installed the reason for skipping is printed. */
export function describeOnBroker(name: string, suite: (current: () => TestBroker) => void): void {
  describeWhereInstalled(name, () => {
    let broker: TestBroker | undefined
    beforeAll(async () => {
      broker = await createTestBroker()
    })
    suite(() => broker as TestBroker)
  })
}

/** Runs the suite on a RabbitMQ of its own. Starting it takes seconds: one for a file. */
export function describeOnPrivateBroker(name: string, suite: (current: () => PrivateBroker) => void): void {
  describeWhereInstalled(name, () => {
    let broker: PrivateBroker | undefined
    beforeAll(async () => {
      broker = await createPrivateBroker()
    })
    afterAll(async () => broker?.[Symbol.asyncDispose]())
    suite(() => broker as PrivateBroker)
  })
}

export async function createTestBroker(): Promise<TestBroker> {
  const { port, folder } = await sharedBroker(installedBinary())
  for (const vhost of BROKER_VHOSTS) {
    if (await createsFile(join(folder, `taken-${vhost}`))) return placeOf(port, vhost)
  }
  throw new Error('more suites than virtual hosts: raise BROKER_VHOSTS in test/broker-server.ts')
}

export async function createPrivateBroker(): Promise<PrivateBroker> {
  const binary = installedBinary()
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-broker-'))
  const port = await freePort()
  let server = await startServer(binary, folder, { port })
  return {
    ...placeOf(port, 'airflow'),
    stop: () => stopServer(server),
    kill: () => killServer(server),
    async start() {
      server = await startServer(binary, folder, { port })
    },
    async [Symbol.asyncDispose]() {
      await killServer(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function describeWhereInstalled(name: string, suite: () => void): void {
  if (brokerBinary() === null) process.stderr.write(`No RabbitMQ here: skipped: ${name}.\n`)
  describe.skipIf(brokerBinary() === null)(`${name} on RabbitMQ`, suite)
}

function installedBinary(): string {
  const binary = brokerBinary()
  if (binary === null) throw new Error('this machine has no RabbitMQ')
  return binary
}

function placeOf(port: number, vhost: string): TestBroker {
  const url = `pyamqp://airflow:${encodeURIComponent(BROKER_PASSWORD)}@127.0.0.1:${port}/${vhost}`
  return { url, address: parseBrokerUrl(url) }
}

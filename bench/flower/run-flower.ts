import { join } from 'node:path'
import { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { parseBrokerUrl } from '../../runtime/queue/broker/broker-url.ts'
import { installedBroker } from '../../scripts/servers/broker-home.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { startBrokerServer } from '../servers/rabbitmq.ts'
import { MissingPart } from '../system/errors.ts'
import { prepareHome, service } from '../system/slipstream.ts'
import { temporaryFolder } from '../system/temporary-folder.ts'
import { type FlowerMemory, measureFlowerMemory } from './flower-memory.ts'

const EVENTS_PER_TASK = 3
const SHOWN_POINTS = 10

/** Flower's memory while it hears that many events through a RabbitMQ of the bench's own; in lines. */
export async function runFlower(events: number): Promise<string> {
  const binary = installedBroker()
  if (binary === null) throw new MissingPart('No RabbitMQ here: apt-get install rabbitmq-server')
  await using server = await startBrokerServer(binary, join(temporaryFolder('servers'), 'broker'))
  const home = await prepareHome({ AIRFLOW__CELERY__BROKER_URL: server.url('ours') })
  const port = await freePort()
  const flower = service(home, 'flower', ['celery', 'flower', '-H', '127.0.0.1', '-p', String(port)])()
  const broker = new BrokerConnection({ address: parseBrokerUrl(server.url('ours')), name: 'bench' })
  try {
    const watched = { url: `http://127.0.0.1:${port}`, pid: flower.pid, broker }
    return shown(await measureFlowerMemory(watched, Math.ceil(events / EVENTS_PER_TASK)))
  } finally {
    await broker.close()
    await flower.stop()
  }
}

function shown({ points, seconds }: FlowerMemory): string {
  const every = Math.ceil(points.length / SHOWN_POINTS)
  const lines = points
    .filter((_, index) => (points.length - 1 - index) % every === 0)
    .map(({ events, rssMiB }) => `${events.toLocaleString('en-US').padStart(11)} events: ${rssMiB.toFixed(0)} MiB`)
  return [...lines, `${Math.round((points.at(-1)?.events ?? 0) / seconds)} events a second`].join('\n')
}

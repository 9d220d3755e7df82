import type { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { rssMiB } from '../system/processes.ts'
import { feedEvents, feedHeartbeat } from './event-feed.ts'

export interface WatchedFlower {
  readonly url: string
  readonly pid: number
  readonly broker: BrokerConnection
}

/** After that many events so much memory. */
export interface MemoryPoint {
  readonly events: number
  readonly rssMiB: number
}

export interface FlowerMemory {
  readonly points: readonly MemoryPoint[]
  /** From the first to the last event, looking at memory included. */
  readonly seconds: number
}

/** Few enough that none waits so long in the broker that it is dropped there. */
const TASKS_PER_STEP = 5_000
const PATIENCE_MS = 30_000

/** Has flower hear the events of that many tasks, all of them, while somebody looks at its pages. */
export async function measureFlowerMemory(flower: WatchedFlower, tasks: number): Promise<FlowerMemory> {
  await untilHeard(flower)
  const startedMs = performance.now()
  const points: MemoryPoint[] = []
  let events = 0
  for (let from = 0; from < tasks; from += TASKS_PER_STEP) {
    events += await feedEvents(flower.broker, from, Math.min(TASKS_PER_STEP, tasks - from))
    await untilCounted(flower, events)
    await Promise.all(
      ['/', '/tasks', '/api/tasks?limit=100', '/tasks?search=state:FAILURE'].map(path => look(flower, path)),
    )
    points.push({ events, rssMiB: rssMiB([flower.pid]) })
  }
  return { points, seconds: (performance.now() - startedMs) / 1000 }
}

async function untilHeard(flower: WatchedFlower): Promise<void> {
  const worker = 'celery@first'
  const probe = async () => {
    await feedHeartbeat(flower.broker, worker)
    return (await look(flower, '/metrics')).includes(worker) ? true : null
  }
  await eventually(probe, { withinMs: PATIENCE_MS, what: `flower on ${flower.url} hears events`, restMs: 100 })
}

async function untilCounted(flower: WatchedFlower, events: number): Promise<void> {
  const probe = async () => (countedIn(await look(flower, '/metrics')) === events ? true : null)
  await eventually(probe, { withinMs: PATIENCE_MS, what: `flower has counted ${events} events`, restMs: 20 })
}

const countedIn = (metrics: string): number =>
  [...metrics.matchAll(/^flower_events_total\{.*\} (\S+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0)

async function look({ url }: WatchedFlower, path: string): Promise<string> {
  const response = await fetch(`${url}${path}`)
  if (!response.ok) throw new Error(`${path} answers ${response.status}`)
  return response.text()
}

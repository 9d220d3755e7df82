import { once } from 'node:events'
import type { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { declareEventExchange, EVENT_EXCHANGE } from '../../runtime/queue/monitor/events.ts'

/** Amqplib's, which only runtime/queue imports. */
type Channel = Parameters<Parameters<BrokerConnection['withChannel']>[0]>[0]

const TASK_NAME = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'
const WORKERS = 40
const TASKS_PER_MESSAGE = 50
const EVENTS_PER_TASK = 3
/** Every so many tasks one fails, with a traceback of that many characters. */
const FAILS_EVERY = 20
const TRACEBACK_LENGTH = 8_000
const CONNECT_TIMEOUT_MS = 10_000

/** Publishes the events of that many tasks, each received, started and ended on one of forty workers. @returns how many events */
export function feedEvents(broker: BrokerConnection, from: number, tasks: number): Promise<number> {
  return broker.withChannel(async channel => {
    for (let first = from; first < from + tasks; first += TASKS_PER_MESSAGE)
      await publish(channel, first, Math.min(TASKS_PER_MESSAGE, from + tasks - first))
    return tasks * EVENTS_PER_TASK
  }, CONNECT_TIMEOUT_MS)
}

/** One heartbeat, to see who listens. */
export function feedHeartbeat(broker: BrokerConnection, hostname: string): Promise<void> {
  return broker.withChannel(async channel => {
    await declareEventExchange(channel)
    const event = { type: 'worker-heartbeat', hostname, timestamp: Date.now() / 1000, pid: 7, clock: 1, freq: 2 }
    channel.publish(EVENT_EXCHANGE, 'worker.heartbeat', Buffer.from(JSON.stringify(event)), JSON_CONTENT)
  }, CONNECT_TIMEOUT_MS)
}

const JSON_CONTENT = { contentType: 'application/json', contentEncoding: 'utf-8' }

async function publish(channel: Channel, first: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => eventsOf(first + index)).flat()
  const isRoom = channel.publish(EVENT_EXCHANGE, 'task.multi', Buffer.from(JSON.stringify(events)), JSON_CONTENT)
  if (!isRoom) await once(channel, 'drain')
}

function eventsOf(index: number): readonly object[] {
  const timestamp = Date.now() / 1000
  const hostname = `celery@worker-${index % WORKERS}.example.com`
  const common = { uuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, hostname, timestamp, pid: 7 }
  const clock = index * EVENTS_PER_TASK
  const run = `scheduled__2026-11-24T${index}`
  const command = `'airflow', 'tasks', 'run', 'dag_${index % 200}', 'task_${index % 17}', '${run}', '--local'`
  const request = { name: TASK_NAME, args: `[[${command}]]`, kwargs: '{}', retries: 0, eta: null, root_id: common.uuid }
  return [
    { ...common, type: 'task-received', clock, ...request },
    { ...common, type: 'task-started', clock: clock + 1 },
    { ...common, clock: clock + 2, ...endOf(index) },
  ]
}

const endOf = (index: number): object =>
  index % FAILS_EVERY === 0
    ? {
        type: 'task-failed',
        exception: `AirflowException('${index}')`,
        traceback: `${index} `.padEnd(TRACEBACK_LENGTH, 'x'),
      }
    : { type: 'task-succeeded', result: 'None', runtime: 0.5 }

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { Consumer } from '../../runtime/queue/consumer.ts'
import { parseAirflowCommand } from '../../runtime/queue/message/airflow-command.ts'
import { attemptMessage } from '../../runtime/queue/message/attempt-message.ts'
import { parseTaskMessage, type ReceivedTask } from '../../runtime/queue/message/parse-task-message.ts'
import { commandTaskName } from '../../runtime/queue/message/task-name.ts'
import { Broadcaster } from '../../runtime/queue/monitor/broadcast.ts'
import { receiveEvents } from '../../runtime/queue/monitor/event-receiver.ts'
import type { CeleryEvent } from '../../runtime/queue/monitor/events.ts'
import { LamportClock } from '../../runtime/queue/monitor/lamport-clock.ts'
import { Publisher } from '../../runtime/queue/publisher.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker, type TestBroker } from '../broker.ts'
import { brokerBinary } from '../broker-server.ts'
import { hasCelery, runCelery, runCeleryWorker, runPythonBesideCelery, watch } from './celery.ts'
import { attempt } from './message/attempts.ts'

const TOKEN = '0b9e7f5e-6a3c-4a9f-9c1e-1f2d3c4b5a69'
const COMMAND = ['airflow', 'tasks', 'run', 'tut', "it's é", 'manual__1', '--local', '--subdir', 'DAGS_FOLDER/tut.py']

const open = ({ address }: TestBroker) => new BrokerConnection({ address, name: 'test' })

async function startNode(url: string, node: string) {
  const program = join(import.meta.dirname, 'fixtures/monitored-node.ts')
  const child = spawn(process.execPath, [program, url, node], { stdio: ['ignore', 'pipe', 'pipe'] })
  const watched = watch(child)
  await watched.prints(/^ready$/m)
  return watched
}

describe.skipIf(brokerBinary() === null || !hasCelery())('With a real Celery', () => {
  describeOnBroker('messages', current => {
    test('a message that a Python client sends is read with all its fields', async () => {
      const { url } = current()
      await using connection = open(current())
      const tasks: ReceivedTask[] = []
      const onDelivery = (one: { message: Parameters<typeof parseTaskMessage>[0]; ack(): void }) => {
        tasks.push(parseTaskMessage(one.message))
        one.ack()
      }
      const consumer = new Consumer(connection, { queues: ['default'], prefetch: 1, onDelivery })
      await consumer.ready(10_000)
      const program = `
import json
from celery_app import execute_command
execute_command.apply_async(args=[json.loads(${JSON.stringify(JSON.stringify(COMMAND))})], task_id="${TOKEN}", queue="default", expires=3600)
`
      await using client = runPythonBesideCelery(url, program)
      expect(await client.ended(), client.output()).toBe(0)
      await eventually(async () => tasks.length > 0 || null, { withinMs: 5_000, what: 'the message is there' })
      const [task] = tasks
      expect(task).toMatchObject({
        id: TOKEN,
        taskName: 'airflow.providers.celery.executors.celery_executor_utils.execute_command',
        args: [COMMAND],
        kwargs: {},
        retries: 0,
        etaMs: null,
        rootId: TOKEN,
        routingKey: 'default',
        origin: expect.stringMatching(/^gen\d+@/),
      })
      expect(Math.abs((task?.expiresMs ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000)
      expect(parseAirflowCommand(task?.args[0])).toMatchObject({
        dagId: 'tut',
        taskId: "it's é",
        run: { runId: 'manual__1' },
      })
    })

    test('a Python worker runs our message, answers our commands and is heard', async () => {
      const { url } = current()
      await using connection = open(current())
      await connection.withChannel(channel => channel.deleteQueue('default'), 10_000)
      await using worker = runCeleryWorker(url, 'python@test')
      const publisher = new Publisher(connection, { timeoutMs: 10_000 })
      const request = attempt(TOKEN, { runId: "manual__'é'" })
      const taskName = commandTaskName('airflow.providers.celery.executors.celery_executor')
      await publisher.publish('default', attemptMessage(request, { taskName, origin: 'gen1@test' }))
      const [line] = await worker.prints(/^\{.*\}$/m)
      const command = ['airflow', 'tasks', 'run', request.dagId, 'load', "manual__'é'", '--local', '--subdir']
      const words = [...command, `DAGS_FOLDER/${request.dag.relativeFileloc}`]
      expect(JSON.parse(line)).toEqual({
        id: TOKEN,
        command: words,
        argsrepr: expect.stringContaining(`"manual__'é'"`),
      })

      await hearsAndControls(connection, 'python@test')
    })
  })

  describeOnBroker('tools', current => {
    test('inspect, control and events work with our node', async () => {
      const { url } = current()
      await using node = await startNode(url, 'celery@ours')
      await using dump = runCelery(url, ['events', '--dump'])
      const inspect = async (method: string) => {
        await using tool = runCelery(url, ['inspect', '--json', '-t', '5', '-d', 'celery@ours', method])
        expect(await tool.ended(), tool.output()).toBe(0)
        return JSON.parse(tool.output())
      }
      await dump.prints(/celery@ours \[.*\] (heartbeat|.*worker-heartbeat)|worker-heartbeat/i)
      const [ping, stats, queues] = [await inspect('ping'), await inspect('stats'), await inspect('active_queues')]
      expect(ping).toEqual({ 'celery@ours': { ok: 'pong' } })
      expect(stats).toMatchObject({ 'celery@ours': { total: { task: 3 } } })
      expect(queues).toEqual({ 'celery@ours': [{ name: 'default', routing_key: 'default' }] })
      await using add = runCelery(url, ['control', '-t', '5', '-d', 'celery@ours', 'add_consumer', 'extra'])
      expect(await add.ended(), add.output()).toBe(0)
      expect(add.output()).toContain('add consumer extra')
      await using enable = runCelery(url, ['control', '-t', '5', '-d', 'celery@ours', 'enable_events'])
      expect(await enable.ended(), enable.output()).toBe(0)
      await dump.prints(/task-1/)
      expect(node.output()).toBe('ready\n')
    })
  })
})

/** Our monitoring side with a real worker: what flower will do. */
async function hearsAndControls(connection: BrokerConnection, node: string): Promise<void> {
  const lamport = new LamportClock()
  const events: CeleryEvent[] = []
  const receiver = receiveEvents(connection, { lamport, onEvent: one => events.push(one) })
  const broadcaster = new Broadcaster(connection, { lamport, clock: systemClock })
  await receiver.ready(10_000)
  const answers = await broadcaster.broadcast('ping', {}, { destination: [node], replyTimeoutMs: 10_000 })
  expect(Object.fromEntries(answers)).toEqual({ [node]: { ok: 'pong' } })
  const isHeard = async () => events.some(one => one.type === 'worker-heartbeat' && one.hostname === node) || null
  await eventually(isHeard, { withinMs: 10_000, what: 'a heartbeat of the Python worker' })
}

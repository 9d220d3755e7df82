import { expect, test } from 'vitest'
import { BrokerConnection } from '../../../runtime/queue/broker/broker-connection.ts'
import { Broadcaster } from '../../../runtime/queue/monitor/broadcast.ts'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'
import { type ControlHandler, RemoteControl } from '../../../runtime/queue/monitor/remote-control.ts'
import { systemClock } from '../../../runtime/service/clock.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker, type TestBroker } from '../../broker.ts'

const clock = systemClock

/** A node that listens for commands. */
async function openNode({ address }: TestBroker, node: string, handlers: Readonly<Record<string, ControlHandler>>) {
  const connection = new BrokerConnection({ address, name: node })
  const control = new RemoteControl(connection, { node, lamport: new LamportClock(), clock, handlers })
  await control.ready(10_000)
  return { [Symbol.asyncDispose]: () => connection.close() }
}

function openClient({ address }: TestBroker) {
  const connection = new BrokerConnection({ address, name: 'client' })
  const broadcaster = new Broadcaster(connection, { lamport: new LamportClock(), clock })
  return { broadcaster, connection, [Symbol.asyncDispose]: () => connection.close() }
}

const ping = () => ({ ok: 'pong' })
const all = (...nodes: string[]) => ({ destination: nodes, replyTimeoutMs: 10_000 })

describeOnBroker('Remote control', current => {
  test('nodes answer what their handlers return, and the answers are collected by node', async () => {
    await using _one = await openNode(current(), 'celery@one', { ping, add: ({ a, b }) => Number(a) + Number(b) })
    await using _two = await openNode(current(), 'celery@two', { ping, add: async () => 'two' })
    await using client = openClient(current())
    const both = all('celery@one', 'celery@two')
    expect(Object.fromEntries(await client.broadcaster.broadcast('ping', {}, both))).toEqual({
      'celery@one': { ok: 'pong' },
      'celery@two': { ok: 'pong' },
    })
    expect(Object.fromEntries(await client.broadcaster.broadcast('add', { a: 1, b: 2 }, both))).toEqual({
      'celery@one': 3,
      'celery@two': 'two',
    })
    const answers = await client.broadcaster.broadcast(
      'ping',
      {},
      { destination: ['celery@two'], replyTimeoutMs: 5_000 },
    )
    expect([...answers.keys()]).toEqual(['celery@two'])
  })

  test('an unknown method and one that fails are answered as errors', async () => {
    const handlers = {
      fail() {
        throw new RangeError("can't")
      },
    }
    await using _node = await openNode(current(), 'celery@errors', handlers)
    await using client = openClient(current())
    const answer = async (method: string) =>
      (await client.broadcaster.broadcast(method, {}, all('celery@errors'))).get('celery@errors')
    expect(await answer('nosuch')).toEqual({ error: "KeyError('nosuch')" })
    expect(await answer('toString')).toEqual({ error: "KeyError('toString')" })
    expect(await answer('fail')).toEqual({ error: `RangeError("can't")` })
  })

  test('nodes that do not answer in time are missing', async () => {
    await using client = openClient(current())
    const options = { destination: ['celery@nobody'], replyTimeoutMs: 100 }
    expect((await client.broadcaster.broadcast('ping', {}, options)).size).toBe(0)
  })

  test('a command without an answer is carried out, and a second node of the same name as well', async () => {
    const heard: string[] = []
    await using _first = await openNode(current(), 'celery@same', { note: () => heard.push('first') })
    await using _second = await openNode(current(), 'celery@same', { note: () => heard.push('second') })
    await using client = openClient(current())
    await client.broadcaster.cast('note', {}, ['celery@same'])
    await eventually(async () => heard.length === 2 || null, { withinMs: 5_000, what: 'both have heard it' })
    expect(heard.sort()).toEqual(['first', 'second'])
  })

  test('an expired command is not carried out', async () => {
    const heard: unknown[] = []
    await using _node = await openNode(current(), 'celery@late', { note: ({ text }) => heard.push(text), ping })
    await using client = openClient(current())
    const request = { method: 'note', arguments: { text: 'old' }, destination: null, pattern: null, matcher: null }
    await client.connection.withChannel(async channel => {
      const headers = { expires: clock() / 1000 - 60 }
      channel.publish('celery.pidbox', '', Buffer.from(JSON.stringify(request)), { headers })
    }, 10_000)
    await client.broadcaster.cast('note', { text: 'new' })
    await eventually(async () => heard.length > 0 || null, { withinMs: 5_000, what: 'a command was heard' })
    expect(heard).toEqual(['new'])
  })
})

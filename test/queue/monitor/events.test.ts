import { expect, test } from 'vitest'
import { BrokerConnection } from '../../../runtime/queue/broker/broker-connection.ts'
import { eventsIn, receiveEvents } from '../../../runtime/queue/monitor/event-receiver.ts'
import { type CeleryEvent, EventDispatcher } from '../../../runtime/queue/monitor/events.ts'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'

const NOW_MS = Date.UTC(2026, 2, 1, 12)

test('What is no event is passed over', () => {
  for (const text of ['', 'null', '1', '{}', '[1,{}]']) expect(eventsIn(Buffer.from(text))).toEqual([])
})

describeOnBroker('Events', current => {
  async function open(routingKey: string) {
    const connection = new BrokerConnection({ address: current().address, name: 'test' })
    const events: CeleryEvent[] = []
    const heard = new LamportClock()
    const receiver = receiveEvents(connection, { lamport: heard, onEvent: one => events.push(one), routingKey })
    const dispatcher = new EventDispatcher(connection, {
      node: 'celery@host',
      lamport: new LamportClock(),
      clock: () => NOW_MS,
      version: '1.2.3',
    })
    await receiver.ready(10_000)
    await dispatcher.ready(10_000)
    const arrived = (count: number) =>
      eventually(async () => events.length >= count || null, { withinMs: 10_000, what: `${count} events` })
    return { connection, events, heard, dispatcher, arrived, [Symbol.asyncDispose]: () => connection.close() }
  }

  test('a worker says that it is online, and offline when it ends', async () => {
    await using parts = await open('worker.#')
    const ending = new AbortController()
    const announced = parts.dispatcher.announce(ending.signal, () => ({ active: 1, processed: 2 }))
    await parts.arrived(1)
    ending.abort()
    await announced
    await parts.arrived(2)
    expect(parts.events.map(({ type }) => type)).toEqual(['worker-online', 'worker-offline'])
    expect(parts.events[0]).toEqual({
      type: 'worker-online',
      hostname: 'celery@host',
      utcoffset: Math.floor(new Date(NOW_MS).getTimezoneOffset() / 60),
      pid: process.pid,
      clock: 1,
      timestamp: NOW_MS / 1000,
      freq: 2,
      active: 1,
      processed: 2,
      loadavg: [expect.any(Number), expect.any(Number), expect.any(Number)],
      sw_ident: 'slipstream',
      sw_ver: '1.2.3',
      sw_sys: expect.any(String),
    })
  })

  test('task events are sent while they are enabled, in order and in batches', async () => {
    await using parts = await open('task.multi')
    parts.dispatcher.sendTaskEvent('task-received', { uuid: 'unheard' })
    expect(parts.dispatcher.enableTaskEvents()).toBe(true)
    expect(parts.dispatcher.enableTaskEvents()).toBe(false)
    parts.dispatcher.sendTaskEvent('task-started', { uuid: 'a' })
    parts.dispatcher.sendTaskEvent('task-succeeded', { uuid: 'a', result: 'None', runtime: 0.5 })
    expect(parts.dispatcher.disableTaskEvents()).toBe(true)
    parts.dispatcher.sendTaskEvent('task-started', { uuid: 'unheard' })
    await parts.arrived(2)
    expect(parts.events).toMatchObject([
      { type: 'task-started', uuid: 'a', clock: 1, hostname: 'celery@host' },
      { type: 'task-succeeded', uuid: 'a', clock: 2, result: 'None', runtime: 0.5 },
    ])
    expect(parts.heard.value).toBeGreaterThan(2)
  })
})

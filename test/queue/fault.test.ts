import { createConnection, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { BrokerConnection, type BrokerEvent } from '../../runtime/queue/broker/broker-connection.ts'
import { Consumer, type Delivery } from '../../runtime/queue/consumer.ts'
import { taskMessage } from '../../runtime/queue/message/celery-message.ts'
import { Publisher } from '../../runtime/queue/publisher.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnPrivateBroker } from '../broker.ts'

const message = (id: string) => taskMessage({ id, taskName: 'task', args: [], origin: 'gen1@test' })

const arrived = (deliveries: readonly Delivery[], count: number) =>
  eventually(async () => deliveries.length >= count || null, { withinMs: 20_000, what: `${count} deliveries` })

describeOnPrivateBroker('Messages', current => {
  test('a cut network is noticed by the heartbeat', async () => {
    const { address } = current()
    await using line = await openLine(address.port)
    const events: BrokerEvent[] = []
    const onEvent = (event: BrokerEvent) => events.push(event)
    const through = { ...address, port: line.port, heartbeatSeconds: 1 }
    await using connection = new BrokerConnection({ address: through, name: 'test', onEvent })
    await connection.connected(10_000)
    line.freeze()
    const publisher = new Publisher(connection, { timeoutMs: 200 })
    await expect(publisher.publish('work', message('e'))).rejects.toThrow(/within 200 ms|Not connected/)
    await eventually(async () => events.some(({ type }) => type === 'disconnected') || null, {
      withinMs: 10_000,
      what: 'the cut is told',
    })
  })

  test('confirmed ones survive a kill of the broker, and what was not settled comes again to the same consumer', async () => {
    const broker = current()
    const events: BrokerEvent[] = []
    const onEvent = (event: BrokerEvent) => events.push(event)
    await using connection = new BrokerConnection({ address: broker.address, name: 'test', onEvent })
    const deliveries: Delivery[] = []
    const consumer = new Consumer(connection, {
      queues: ['work'],
      prefetch: 2,
      onDelivery: one => deliveries.push(one),
    })
    const publisher = new Publisher(connection, { timeoutMs: 10_000 })
    await consumer.ready(10_000)
    await Promise.all(['a', 'b', 'c'].map(id => publisher.publish('work', message(id))))
    await arrived(deliveries, 2)

    await broker.kill()
    await eventually(async () => events.some(({ type }) => type === 'disconnected') || null, {
      withinMs: 5_000,
      what: 'the loss is told',
    })
    const impatient = new Publisher(connection, { timeoutMs: 300 })
    await expect(impatient.publish('work', message('lost'))).rejects.toThrow(/Not connected to the broker at/)
    deliveries[0]?.ack()
    await broker.start()

    await arrived(deliveries, 4)
    const again = deliveries.slice(2).map(one => one.message.properties.correlationId)
    expect(again.sort()).toEqual(['a', 'b'])
    for (const one of deliveries.slice(2)) one.ack()
    await arrived(deliveries, 5)
    expect(deliveries[4]?.message.properties.correlationId).toBe('c')
    await publisher.publish('work', message('d'))
    await arrived(deliveries, 6)
    expect(events.filter(({ type }) => type === 'connected')).toHaveLength(2)
  }, 60_000)

  test('a broker that is stopped in order is told with its reason', async () => {
    const broker = current()
    const events: BrokerEvent[] = []
    const onEvent = (event: BrokerEvent) => events.push(event)
    await using connection = new BrokerConnection({ address: broker.address, name: 'test', onEvent })
    await connection.connected(10_000)
    await broker.stop()
    expect(events[1]).toMatchObject({ type: 'disconnected', error: { message: expect.stringContaining('shutdown') } })
  })
})

/** A line to the broker that can be cut so that neither side is told. */
async function openLine(brokerPort: number) {
  const sockets: Socket[] = []
  const server = createServer(near => {
    const far = createConnection(brokerPort, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    sockets.push(near, far)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    freeze(): void {
      for (const socket of sockets) socket.unpipe().pause()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

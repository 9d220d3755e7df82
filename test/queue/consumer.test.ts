import { expect, test } from 'vitest'
import { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { Consumer, type Delivery } from '../../runtime/queue/consumer.ts'
import { taskMessage } from '../../runtime/queue/message/celery-message.ts'
import { Publisher } from '../../runtime/queue/publisher.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker, type TestBroker } from '../broker.ts'

const message = (id: string) => taskMessage({ id, taskName: 'task', args: [], origin: 'gen1@test' })

/** A publisher and a consumer of the given queues, which keeps all deliveries. */
async function open({ address }: TestBroker, queues: readonly string[], prefetch = 10) {
  const connection = new BrokerConnection({ address, name: 'test' })
  const deliveries: Delivery[] = []
  const consumer = new Consumer(connection, { queues, prefetch, onDelivery: one => deliveries.push(one) })
  const publisher = new Publisher(connection, { timeoutMs: 10_000 })
  await consumer.ready(10_000)
  return {
    connection,
    consumer,
    deliveries,
    ids: () => deliveries.map(one => one.message.properties.correlationId).sort(),
    send: (queue: string, ids: readonly string[]) => Promise.all(ids.map(id => publisher.publish(queue, message(id)))),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

const arrived = (deliveries: readonly Delivery[], count: number) =>
  eventually(async () => deliveries.length >= count || null, { withinMs: 10_000, what: `${count} deliveries` })

const countIn = (connection: BrokerConnection, queue: string) =>
  connection.withChannel(async channel => (await channel.checkQueue(queue)).messageCount)

describeOnBroker('A publisher and a consumer', current => {
  test('hundreds of messages published together are all confirmed and delivered', async () => {
    await using parts = await open(current(), ['many'], 0)
    const ids = Array.from({ length: 500 }, (_, index) => String(index).padStart(3, '0'))
    await parts.send('many', ids)
    await arrived(parts.deliveries, 500)
    expect(parts.ids()).toEqual(ids)
    expect(parts.deliveries[0]).toMatchObject({ queue: 'many', message: { properties: { deliveryMode: 2 } } })
  })

  test('the queue is declared as Airflow declares it: a second declaration with these properties is taken', async () => {
    await using parts = await open(current(), [])
    await parts.send('declared', ['a'])
    await parts.connection.withChannel(async channel => {
      await channel.assertExchange('declared', 'direct', { durable: true, autoDelete: false })
      await channel.assertQueue('declared', { durable: true, exclusive: false, autoDelete: false })
      channel.publish('declared', 'declared', Buffer.from('through the exchange'))
    })
    await eventually(async () => (await countIn(parts.connection, 'declared')) === 2 || null, {
      withinMs: 5_000,
      what: 'both messages are there',
    })
  })

  test('a settled message is gone, a requeued one comes again', async () => {
    await using parts = await open(current(), ['settled'])
    await parts.send('settled', ['acked', 'rejected', 'requeued'])
    await arrived(parts.deliveries, 3)
    for (const delivery of parts.deliveries.slice(0, 3)) {
      const id: string = delivery.message.properties.correlationId
      if (id === 'acked') delivery.ack()
      if (id === 'rejected') delivery.reject()
      if (id === 'requeued') delivery.requeue()
    }
    await arrived(parts.deliveries, 4)
    expect(parts.deliveries[3]?.message).toMatchObject({
      properties: { correlationId: 'requeued' },
      fields: { redelivered: true },
    })
    await parts.consumer.close()
    expect(await countIn(parts.connection, 'settled')).toBe(1)
  })

  test('settling twice is a bug that is not hidden', async () => {
    await using parts = await open(current(), ['twice'])
    await parts.send('twice', ['a'])
    await arrived(parts.deliveries, 1)
    parts.deliveries[0]?.ack()
    expect(() => parts.deliveries[0]?.requeue()).toThrow('message a was settled twice')
  })

  test('prefetch limits what is delivered and not settled, and may change while consuming', async () => {
    await using parts = await open(current(), ['limited'], 2)
    await parts.send('limited', ['a', 'b', 'c', 'd', 'e', 'f'])
    await eventually(async () => (await countIn(parts.connection, 'limited')) === 4 || null, {
      withinMs: 5_000,
      what: 'four messages stay in the queue',
    })
    expect(parts.deliveries).toHaveLength(2)
    // The two that were delivered stay with their cancelled consumer.
    await parts.consumer.setPrefetch(3)
    await arrived(parts.deliveries, 5)
    expect(await countIn(parts.connection, 'limited')).toBe(1)
  })

  test('queues are added and cancelled while consuming', async () => {
    await using parts = await open(current(), ['first'])
    await parts.consumer.addQueue('second')
    await parts.send('second', ['a'])
    await arrived(parts.deliveries, 1)
    await parts.consumer.cancelQueue('first')
    await parts.send('first', ['b'])
    expect(await countIn(parts.connection, 'first')).toBe(1)
    expect(parts.consumer.queues).toEqual(['second'])
    expect(parts.consumer.ownQueues).toEqual(['first', 'second'])
  })

  test('a paused consumer gets nothing, and may still settle', async () => {
    await using parts = await open(current(), ['paused'])
    await parts.send('paused', ['a'])
    await arrived(parts.deliveries, 1)
    await parts.consumer.pause()
    await parts.send('paused', ['b'])
    parts.deliveries[0]?.ack()
    expect(await countIn(parts.connection, 'paused')).toBe(1)
    await parts.consumer.resume()
    await arrived(parts.deliveries, 2)
    expect(parts.ids()).toEqual(['a', 'b'])
  })

  test('a queue that exists with other properties is refused by name, and the others are consumed on', async () => {
    await using parts = await open(current(), ['good'])
    await parts.connection.withChannel(channel => channel.assertQueue('other', { durable: true, maxPriority: 9 }))
    await expect(parts.consumer.addQueue('other')).rejects.toThrow(/^Queue "other" exists on the broker with other/)
    await expect(parts.send('other', ['a'])).rejects.toThrow(/^Queue "other" exists on the broker with other/)
    await parts.send('good', ['b'])
    await arrived(parts.deliveries, 1)
  })

  test('a queue that was deleted is declared again by the publisher and by the consumer', async () => {
    await using parts = await open(current(), ['deleted'])
    await using other = await open(current(), [])
    await other.send('deleted', ['a'])
    await arrived(parts.deliveries, 1)
    parts.deliveries[0]?.ack()
    await parts.consumer.pause()
    await parts.connection.withChannel(channel => channel.deleteQueue('deleted'))
    await other.send('deleted', ['b'])
    await parts.consumer.resume()
    await arrived(parts.deliveries, 2)
    await parts.connection.withChannel(channel => channel.deleteQueue('deleted'))
    await eventually(async () => other.send('deleted', ['c']).then(() => parts.ids().includes('c') || null), {
      withinMs: 10_000,
      what: 'the consumer is back',
    })
  })
})

import { randomUUID } from 'node:crypto'
import type { Channel, ConsumeMessage } from 'amqplib'
import type { BrokerConnection } from '../broker/broker-connection.ts'
import { LastingChannel, plainChannel } from '../broker/lasting-channel.ts'
import { type CeleryEvent, declareEventExchange, EVENT_EXCHANGE } from './events.ts'
import type { LamportClock } from './lamport-clock.ts'

export interface EventReceiverOptions {
  readonly lamport: LamportClock
  readonly onEvent: (event: CeleryEvent) => void
  /** Of events, `#` for all, `worker.#` for those of workers. */
  readonly routingKey?: string
}

/** An event nobody took in that time is dropped by the broker, as for Flower. */
const MESSAGE_TTL_MS = 5_000

/** Hears the events of all workers, batches taken apart. Ours or Celery's: the events look the same. */
export function receiveEvents(broker: BrokerConnection, options: EventReceiverOptions): LastingChannel {
  const { lamport, onEvent } = options
  const receive = ({ content }: ConsumeMessage): void => {
    for (const event of eventsIn(content)) {
      lamport.adjust(event.clock)
      onEvent(event)
    }
  }
  return new LastingChannel(broker, {
    name: 'event receiver',
    open: plainChannel,
    setUp: async channel => {
      const queue = await declareEventQueue(channel, options.routingKey ?? '#')
      await channel.consume(queue, message => message && receive(message), { noAck: true })
    },
  })
}

/** The events of one message; none when it is not one of Celery's. */
export function eventsIn(content: Buffer): readonly CeleryEvent[] {
  try {
    const events: unknown = JSON.parse(content.toString())
    return [events].flat().filter(isEvent)
  } catch {
    return []
  }
}

// RabbitMQ 4.3 refuses transient queues that are not exclusive.
async function declareEventQueue(channel: Channel, routingKey: string): Promise<string> {
  await declareEventExchange(channel)
  const options = { durable: false, exclusive: true, autoDelete: true, messageTtl: MESSAGE_TTL_MS }
  const { queue } = await channel.assertQueue(`celeryev.${randomUUID()}`, options)
  await channel.bindQueue(queue, EVENT_EXCHANGE, routingKey)
  return queue
}

const isEvent = (value: unknown): value is CeleryEvent =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

import type { Channel } from 'amqplib'
import type { DagRunKey, TaskInstanceKey } from '../model/keys.ts'
import type { WakeEvent } from '../service/wake-socket.ts'
import type { BrokerConnection } from './broker/broker-connection.ts'
import { LastingChannel, plainChannel } from './broker/lasting-channel.ts'

/**
 * What the processes of a cluster tell each other beyond one machine's socket: the events of other processes, the end of
 * an attempt, and that running attempts of a run (of any run: null) are to be compared with the database.
 */
export type ClusterEvent =
  | WakeEvent
  | { readonly type: 'attempt_ended'; readonly key: TaskInstanceKey; readonly token: string }
  | { readonly type: 'recheck'; readonly run: DagRunKey | null }

export interface WakeListener {
  onEvent(event: ClusterEvent): void
  /** Hears of messages that are no events. */
  onMalformed(text: string): void
}

/** For the log of those who hear one. */
export const noEvent = (text: string): string => `it is no event of the exchange ${EXCHANGE}: ${text.slice(0, 200)}`

const EXCHANGE = 'slipstream.wake'

/** A fanout exchange for events that only make others look: losing one costs time, never truth. */
export class WakeExchange {
  readonly #channel: LastingChannel

  /** @param listener null for a process that only tells */
  constructor(broker: BrokerConnection, listener: WakeListener | null) {
    this.#channel = new LastingChannel(broker, {
      name: 'wake exchange',
      open: plainChannel,
      setUp: async channel => {
        await channel.assertExchange(EXCHANGE, 'fanout', { durable: true })
        if (listener !== null) await listen(channel, listener)
      },
    })
  }

  async ready(withinMs?: number): Promise<void> {
    await this.#channel.ready(withinMs)
  }

  /** Without a connection the event is dropped. */
  publish(event: ClusterEvent): void {
    this.#channel.current?.publish(EXCHANGE, '', Buffer.from(JSON.stringify(event)), {
      contentType: 'application/json',
    })
  }

  close(): Promise<void> {
    return this.#channel.close()
  }
}

async function listen(channel: Channel, { onEvent, onMalformed }: WakeListener): Promise<void> {
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true, durable: false })
  await channel.bindQueue(queue, EXCHANGE, '')
  const hear = (text: string): void => {
    const event = eventOf(text)
    if (event === null) onMalformed(text)
    else onEvent(event)
  }
  await channel.consume(queue, message => message && hear(String(message.content)), { noAck: true })
}

const TYPES: readonly string[] = ['dag_run', 'dag', 'attempt_ended', 'recheck'] satisfies ClusterEvent['type'][]

/** What throws in a consumer costs its channel, and everything that is sent until it is open again. */
function eventOf(text: string): ClusterEvent | null {
  try {
    const value = JSON.parse(text) as { readonly type?: unknown } | null
    return TYPES.includes(String(value?.type)) ? (value as ClusterEvent) : null
  } catch {
    return null
  }
}

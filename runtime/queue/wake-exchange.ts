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

const EXCHANGE = 'slipstream.wake'

/** A fanout exchange for events that only make others look: losing one costs time, never truth. */
export class WakeExchange {
  readonly #channel: LastingChannel

  /** @param onEvent null for a process that only tells */
  constructor(broker: BrokerConnection, onEvent: ((event: ClusterEvent) => void) | null) {
    this.#channel = new LastingChannel(broker, {
      name: 'wake exchange',
      open: plainChannel,
      setUp: async channel => {
        await channel.assertExchange(EXCHANGE, 'fanout', { durable: true })
        if (onEvent === null) return
        const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true, durable: false })
        await channel.bindQueue(queue, EXCHANGE, '')
        await channel.consume(
          queue,
          message => message !== null && onEvent(JSON.parse(String(message.content)) as ClusterEvent),
          {
            noAck: true,
          },
        )
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

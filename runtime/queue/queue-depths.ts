import type { BrokerConnection } from './broker/broker-connection.ts'

/** Ready messages of each queue; a queue that does not exist holds none. Throws BrokerNotConnected. */
export async function queueDepths(broker: BrokerConnection, queues: readonly string[]): Promise<Map<string, number>> {
  const depths = new Map<string, number>()
  for (const queue of queues) {
    const checked = await broker
      .withChannel(channel => channel.checkQueue(queue), CHECK_TIMEOUT_MS)
      .catch(error => {
        if ((error as { code?: number }).code === NOT_FOUND) return { messageCount: 0 }
        throw error
      })
    depths.set(queue, checked.messageCount)
  }
  return depths
}

const CHECK_TIMEOUT_MS = 5000
const NOT_FOUND = 404

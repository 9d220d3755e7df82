import type { Config } from '../../config/config.ts'
import type { JsonValue } from '../../model/keys.ts'
import type { Clock } from '../../service/clock.ts'
import { openConfiguredBroker } from '../broker/configured-broker.ts'
import { WorkerRefused, WorkerSilent } from '../errors.ts'
import { Broadcaster } from './broadcast.ts'
import { LamportClock } from './lamport-clock.ts'

export interface WorkerCommand {
  /** A method of Celery's remote control, e.g. `cancel_consumer`. */
  readonly method: string
  readonly args: Readonly<Record<string, JsonValue>>
}

const CONNECT_MS = 3000
const ANSWER_MS = 3000

/**
 * Has one worker do these one after the other, each when it has confirmed the one before. `node` is its Celery node name.
 * @throws BrokerNotConnected, WorkerSilent, WorkerRefused
 */
export async function tellWorker(
  { config, clock }: { readonly config: Config; readonly clock: Clock },
  node: string,
  commands: readonly WorkerCommand[],
): Promise<void> {
  await using broker = await openConfiguredBroker(config, { name: 'airflow control' })
  await broker.connected(CONNECT_MS)
  const broadcaster = new Broadcaster(broker, { lamport: new LamportClock(), clock })
  try {
    for (const { method, args } of commands) {
      const replies = await broadcaster.broadcast(method, args, { destination: [node], replyTimeoutMs: ANSWER_MS })
      demandSuccess(node, replies.get(node))
    }
  } finally {
    await broadcaster.close()
  }
}

function demandSuccess(node: string, reply: JsonValue | undefined): void {
  if (reply === undefined) throw new WorkerSilent(node, ANSWER_MS)
  const { error } = reply as { readonly error?: JsonValue }
  if (error !== undefined) throw new WorkerRefused(node, String(error))
}

import { usesCelery } from '../config/celery-executor.ts'
import type { Config } from '../config/config.ts'
import { sendWakeup, type WakeEvent } from '../service/wake-socket.ts'

/** How long the broker may take to be told; what it is not told the scheduler's slow poll finds. */
const PATIENCE_MS = 2000

/**
 * Wakes a scheduler after changes: that of this home over its socket or, where none listens on this machine and the
 * CeleryExecutor connects several, those of other hosts through the broker. Never throws.
 */
export async function wakeScheduler(config: Config, ...events: readonly WakeEvent[]): Promise<void> {
  if (events.length === 0) return
  const isHeard = await sendWakeup(config.home, ...events)
  if (isHeard || !usesCelery(config)) return
  await tellBroker(config, events).catch(() => undefined)
}

/** AMQP is loaded by those only who have to use it. */
async function tellBroker(config: Config, events: readonly WakeEvent[]): Promise<void> {
  const { openConfiguredBroker } = await import('./broker/configured-broker.ts')
  const { WakeExchange } = await import('./wake-exchange.ts')
  await using broker = await openConfiguredBroker(config, { name: 'airflow wake' })
  const exchange = new WakeExchange(broker, null)
  await exchange.ready(PATIENCE_MS)
  for (const event of events) exchange.publish(event)
  await exchange.close()
}

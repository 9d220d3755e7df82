import type { Config } from '../config/config.ts'
import { sendWakeup, type WakeEvent } from '../service/wake-socket.ts'

/** How long the broker may take to be told; what it is not told the scheduler's slow poll finds. */
const PATIENCE_MS = 2000

/**
 * Wakes a scheduler after a change: that of this home over its socket or, where none listens on this machine and the
 * CeleryExecutor connects several, those of other hosts through the broker. Never throws.
 */
export async function wakeScheduler(config: Config, event: WakeEvent): Promise<void> {
  const isHeard = await sendWakeup(config.home, event)
  if (isHeard || !config.string('core', 'executor').endsWith('CeleryExecutor')) return
  await tellBroker(config, event).catch(() => undefined)
}

/** AMQP is loaded by those only who have to use it. */
async function tellBroker(config: Config, event: WakeEvent): Promise<void> {
  const { openConfiguredBroker } = await import('./broker/configured-broker.ts')
  const { WakeExchange } = await import('./wake-exchange.ts')
  await using broker = await openConfiguredBroker(config, { name: 'airflow wake' })
  const exchange = new WakeExchange(broker, null)
  await exchange.ready(PATIENCE_MS)
  exchange.publish(event)
  await exchange.close()
}

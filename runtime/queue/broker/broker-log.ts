import type { Log } from '../../service/log.ts'
import type { BrokerEvent } from './broker-connection.ts'

/** Says in the log how the connection to the broker fares. */
export function logBrokerEvent(log: Log, event: BrokerEvent): void {
  if (event.type === 'connected') log.info('broker_connected', event)
  else if (event.type === 'disconnected') log.warn('broker_lost', { place: event.place, error: event.error.message })
  else if (event.type === 'connect_failed') log.warn('broker_unreachable', { ...event, error: event.error.message })
  else log.warn('broker_channel_failed', { ...event, error: event.error.message })
}

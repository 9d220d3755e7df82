import { usesCelery } from '../../../config/celery-executor.ts'
import type { BrokerLook, BrokerProbe } from '../../../queue/broker-probe.ts'
import type { ServerParts } from '../../route.ts'

/** Looks at the broker, and how full these queues are; null without the CeleryExecutor. */
export type LookAtBroker = (queues: readonly string[]) => Promise<BrokerLook | null>

/** AMQP is loaded when somebody looks. */
export function brokerLooks({ config, log }: ServerParts, closing: AbortSignal): LookAtBroker {
  if (!usesCelery(config)) return async () => null
  let probe: Promise<BrokerProbe> | undefined
  return async queues => {
    probe ??= import('../../../queue/broker-probe.ts').then(module => new module.BrokerProbe({ config, log, closing }))
    return (await probe).look(queues)
  }
}

import { once } from 'node:events'
import { listenOn } from '../api/listen-on.ts'
import type { ServerParts } from '../api/route.ts'
import { logBrokerEvent } from '../queue/broker/broker-log.ts'
import { openConfiguredBroker } from '../queue/broker/configured-broker.ts'
import { Broadcaster } from '../queue/monitor/broadcast.ts'
import { receiveEvents } from '../queue/monitor/event-receiver.ts'
import { LamportClock } from '../queue/monitor/lamport-clock.ts'
import { Publisher } from '../queue/publisher.ts'
import { restFor } from '../service/poll.ts'
import { flowerAccess } from './access/access.ts'
import { seedFromDatabase } from './attempt/history.ts'
import { QueueReports } from './broker/queue-reports.ts'
import { Inspector } from './cluster/inspector.ts'
import { keepEventsOn } from './cluster/keep-events-on.ts'
import { FlowerAddressUnusable } from './errors.ts'
import type { FlowerParts } from './flower-parts.ts'
import { buildFlower } from './serve/build-flower.ts'
import type { FlowerSettings } from './settings/flower-settings.ts'
import { ClusterState } from './state/cluster-state.ts'

export interface FlowerOptions extends ServerParts {
  readonly settings: FlowerSettings
  readonly signal: AbortSignal
  /** Told the address once it listens. */
  readonly onListening?: (url: string) => void
}

/** Watches the cluster and serves what it sees, until the signal. @throws FlowerAddressUnusable, BrokerUrlError */
export async function runFlower(options: FlowerOptions): Promise<void> {
  const { settings, signal, log } = options
  await using flower = await openFlower(options)
  const server = buildFlower(flower.parts)
  const url = `${await listenOn(server, settings, FlowerAddressUnusable)}${settings.urlPrefix}`
  log.info('process_started', { name: `flower on ${url}`, pid: process.pid })
  options.onListening?.(url)
  const watching = [keepEventsOn(flower.parts.broadcaster, signal), keepInspecting(flower.parts, signal)]
  if (!signal.aborted) await once(signal, 'abort')
  await server.close()
  await Promise.all(watching)
}

interface OpenFlower extends AsyncDisposable {
  readonly parts: FlowerParts
}

async function openFlower(options: FlowerOptions): Promise<OpenFlower> {
  const { config, database, clock, log, settings } = options
  const state = new ClusterState({ clock, ...settings })
  await seedFromDatabase({ config, database, state }, settings.maxTasks)
  const broker = await openConfiguredBroker(config, { name: 'flower', onEvent: event => logBrokerEvent(log, event) })
  const lamport = new LamportClock()
  const broadcaster = new Broadcaster(broker, { lamport, clock })
  const publisher = new Publisher(broker, { timeoutMs: PUBLISH_TIMEOUT_MS })
  const receiver = receiveEvents(broker, { lamport, onEvent: event => state.fold(event) })
  const inspector = new Inspector({ broadcaster, state, clock, timeoutMs: settings.inspectTimeoutMs })
  const queues = new QueueReports({ config, database, broker, inspector, clock, brokerApi: settings.brokerApi })
  const access = flowerAccess(options, settings.basicUsers)
  return {
    parts: { ...options, broker, broadcaster, publisher, state, inspector, queues, access },
    async [Symbol.asyncDispose]() {
      await Promise.all([receiver.close(), broadcaster.close(), publisher.close()])
      await broker.close()
    },
  }
}

/** Somebody waits for the answer. */
const PUBLISH_TIMEOUT_MS = 5_000
const INSPECT_MS = 30_000
const LOOK_MS = 1_000

/** Asks workers that nobody has asked yet, and all of them now and then: their queues may have changed. */
async function keepInspecting({ inspector, state }: FlowerParts, signal: AbortSignal): Promise<void> {
  // Without a broker it is tried again; the connection says so in the log.
  await inspector.update().catch(() => undefined)
  for (let restedMs = 0; !signal.aborted; restedMs += LOOK_MS) {
    await restFor(LOOK_MS, signal)
    const strangers = state.aliveWorkers.filter(worker => !inspector.answers.has(worker))
    if (signal.aborted || (strangers.length === 0 && restedMs % INSPECT_MS !== 0)) continue
    await inspector.update(strangers.length === 1 ? strangers[0] : undefined).catch(() => undefined)
  }
}

import type { ServerParts } from '../api/route.ts'
import type { BrokerConnection } from '../queue/broker/broker-connection.ts'
import type { Broadcaster } from '../queue/monitor/broadcast.ts'
import type { Publisher } from '../queue/publisher.ts'
import type { Access } from './access/access.ts'
import type { QueueReports } from './broker/queue-reports.ts'
import type { Inspector } from './cluster/inspector.ts'
import type { FlowerSettings } from './settings/flower-settings.ts'
import type { ClusterState } from './state/cluster-state.ts'

/** What flower is made of. */
export interface FlowerParts extends ServerParts {
  readonly settings: FlowerSettings
  readonly broker: BrokerConnection
  readonly broadcaster: Broadcaster
  readonly publisher: Publisher
  readonly state: ClusterState
  readonly inspector: Inspector
  readonly queues: QueueReports
  readonly access: Access
  /** Ends what waits. */
  readonly signal: AbortSignal
}

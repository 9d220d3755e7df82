import { type ClusterView, clusterView, type ViewedNode } from '../../../cluster/cluster-view.ts'
import type { NodeDifference } from '../../../cluster/node-differences.ts'
import { usesCelery } from '../../../config/celery-executor.ts'
import type { Config } from '../../../config/config.ts'
import { type QueuedTasks, queuedTasksByQueue } from '../../../db/attempt-rows.ts'
import { listNodes } from '../../../db/node.ts'
import { countRunningByProcess } from '../../../db/running-tasks.ts'
import type { BrokerLook } from '../../../queue/broker-probe.ts'
import { SENTENCES } from '../../../service/sentences.ts'
import { type Route, route, type ServerParts } from '../../route.ts'
import type {
  BrokerHealth,
  ClusterDifference,
  ClusterNode,
  ClusterPage,
  PoolUse,
  QueueDepth,
  WorkerOfNode,
} from '../contract/cluster.ts'
import { sharedAnswer } from '../shared-answer.ts'
import type { LookAtBroker } from './broker-looks.ts'
import { flowerUrl } from './flower-url.ts'
import { poolUses, visiblePools } from './pool-uses.ts'

/** What does not depend on who asks, and from where. */
export interface SharedCluster extends Omit<ClusterPage, 'pools' | 'flowerUrl'> {
  /** Not for everybody: see visiblePools. */
  readonly pools: readonly PoolUse[]
}

export const clusterRoute = (shared: () => Promise<SharedCluster>): Route =>
  route({
    method: 'GET',
    path: '/ui/cluster',
    operationId: 'ui_cluster',
    summary: 'Every process, pool and queue, and where nodes differ',
    tag: 'Pages',
    access: ['can_read', 'Cluster Activity'],
    handle: async ({ parts, rights, request }): Promise<ClusterPage> => {
      const cluster = await shared()
      return {
        ...cluster,
        pools: visiblePools(cluster.pools, rights),
        flowerUrl: flowerUrl(parts.config, { nodes: cluster.nodes, askedAt: request.hostname }),
      }
    },
  })

/** Reads the cluster once for all pages that are open. */
export const sharedCluster = (parts: ServerParts, look: LookAtBroker): (() => Promise<SharedCluster>) =>
  sharedAnswer(() => readCluster(parts, look))

async function readCluster({ database, config }: ServerParts, look: LookAtBroker): Promise<SharedCluster> {
  const db = database.kysely
  const view = clusterView(await listNodes(db), config)
  const counts = await countRunningByProcess(db)
  const running = new Map(counts.map(({ hostname, pid, count }) => [`${hostname} ${pid}`, count]))
  const queued = await queuedTasksByQueue(db)
  const names = queueNames(config, view, queued)
  const broker = await look(names)
  return {
    executor: config.string('core', 'executor'),
    nodes: view.nodes.map(node => nodeOf(config, node, running.get(`${node.hostname} ${node.pid}`) ?? 0)),
    differences: view.differences.map(differenceOf),
    pools: await poolUses(db),
    broker: broker === null ? null : healthOf(broker),
    queues: broker === null ? [] : names.map(name => depthOf(name, { queued, broker, view })),
  }
}

function nodeOf(config: Config, node: ViewedNode, running: number): ClusterNode {
  const { worker, load, latestHeartbeatMs: heartbeatMs } = node
  return {
    hostname: node.hostname,
    role: node.role,
    pid: node.pid,
    worker: worker === null ? null : { name: worker.nodeName, state: stateOf(worker, running), ...queuesOf(worker) },
    running,
    slots: slotsOf(config, node),
    version: node.version,
    configHash: node.configHash,
    dagsHash: node.dagsHash,
    clockOffsetMs: node.clockOffsetMs,
    load,
    cpus: node.cpus,
    memoryTotalMb: node.memoryTotalMb,
    memoryFreeMb: node.memoryFreeMb,
    memoryProcessMb: node.memoryProcessMb,
    startMs: node.startMs,
    heartbeatMs,
    isSilent: node.isSilent,
    differs: node.differs,
  }
}

type Capacity = NonNullable<ViewedNode['worker']>

const queuesOf = ({ queues, ownQueues }: Capacity) => ({ queues, ownQueues })

function stateOf({ queues }: Capacity, running: number): WorkerOfNode['state'] {
  if (queues.length > 0) return 'taking'
  return running > 0 ? 'draining' : 'drained'
}

/** The scheduler of the LocalExecutor runs tasks itself. */
function slotsOf(config: Config, { worker, role }: ViewedNode): number | null {
  if (worker !== null) return worker.slots
  const parallelism = config.integer('core', 'parallelism')
  return role === 'scheduler' && !usesCelery(config) && parallelism > 0 ? parallelism : null
}

/** A clock says what is wrong with it as the scheduler's log does. */
const differenceOf = (difference: NodeDifference): ClusterDifference =>
  difference.type === 'clock_off'
    ? { what: 'clock', nodes: difference.node, advice: SENTENCES.clock_off(difference) }
    : { what: difference.what, nodes: difference.nodes, advice: difference.advice }

const healthOf = ({ place, problem, answerMs }: BrokerLook): BrokerHealth => ({ place, problem, answerMs })

/** Those of workers, those that tasks wait in, and the default one: a queue without a worker must not hide. */
function queueNames(config: Config, { nodes }: ClusterView, queued: readonly QueuedTasks[]): string[] {
  const names = [
    config.string('operators', 'default_queue'),
    ...nodes.flatMap(({ worker }) => worker?.ownQueues ?? []),
    ...queued.map(({ queue }) => queue),
  ]
  return [...new Set(names)].sort()
}

interface QueueFacts {
  readonly queued: readonly QueuedTasks[]
  readonly broker: BrokerLook
  readonly view: ClusterView
}

function depthOf(name: string, { queued, broker, view }: QueueFacts): QueueDepth {
  const waiting = queued.find(({ queue }) => queue === name)
  return {
    queue: name,
    ready: broker.depths.get(name) ?? null,
    queued: waiting?.count ?? 0,
    oldestMs: waiting?.oldestAtMs ?? null,
    workers: view.nodes.flatMap(({ isSilent, worker }) =>
      !isSilent && worker?.queues.includes(name) ? [worker.nodeName] : [],
    ),
  }
}

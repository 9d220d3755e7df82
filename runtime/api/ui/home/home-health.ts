import { databaseTimeMs } from '../../../db/node.ts'
import type { Rights } from '../../auth/permission.ts'
import { healthOf } from '../../health.ts'
import type { ServerParts } from '../../route.ts'
import type { SharedCluster } from '../cluster/cluster.ts'
import type { ClusterNode } from '../contract/cluster.ts'
import type { Health, RoleHealth, WorkersHealth } from '../contract/home.ts'

/** How the parts are, in a few words for everybody who may sign in. */
export async function homeHealth(parts: ServerParts, cluster: SharedCluster, rights: Rights): Promise<Health> {
  const { scheduler, triggerer } = await healthOf(parts)
  const maySeeCluster = rights.allow(['can_read', 'Cluster Activity'], null)
  const { nodes, broker, differences } = cluster
  return {
    databaseAnswerMs: await answerMs(parts),
    scheduler: roleHealth(nodes, 'scheduler', {
      isHealthy: scheduler.status === 'healthy',
      heartbeatMs: msOf(scheduler.latest_scheduler_heartbeat),
    }),
    workers: broker === null ? null : workersHealth(nodes),
    broker: broker === null || maySeeCluster ? broker : { ...broker, place: '', problem: broker.problem && '' },
    triggerer:
      triggerer.status === null
        ? null
        : {
            isHealthy: triggerer.status === 'healthy',
            heartbeatMs: msOf(triggerer.latest_triggerer_heartbeat),
            alive: triggerer.status === 'healthy' ? 1 : 0,
            silent: triggerer.status === 'healthy' ? 0 : 1,
          },
    differences: maySeeCluster ? differences : [],
  }
}

async function answerMs({ database }: ServerParts): Promise<number> {
  const askedMs = performance.now()
  await databaseTimeMs(database.kysely)
  return performance.now() - askedMs
}

const msOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))

function roleHealth(
  nodes: readonly ClusterNode[],
  role: string,
  known: Pick<RoleHealth, 'isHealthy' | 'heartbeatMs'>,
): RoleHealth {
  const ofRole = nodes.filter(node => node.role === role)
  const silent = ofRole.filter(node => node.isSilent).length
  return { ...known, alive: ofRole.length - silent, silent }
}

/** Tasks need a worker that takes some. */
function workersHealth(nodes: readonly ClusterNode[]): WorkersHealth {
  const workers = nodes.filter(({ worker }) => worker !== null)
  const living = workers.filter(({ isSilent }) => !isSilent)
  const drained = living.filter(({ worker }) => worker?.state !== 'taking').length
  const heartbeats = workers.map(({ heartbeatMs }) => heartbeatMs)
  const health = roleHealth(workers, 'worker', {
    isHealthy: living.length > drained && living.length === workers.length,
    heartbeatMs: heartbeats.length === 0 ? null : Math.max(...heartbeats),
  })
  return {
    ...health,
    drained,
    running: living.reduce((sum, { running }) => sum + running, 0),
    slots: living.reduce((sum, { slots }) => sum + (slots ?? 0), 0),
  }
}

import { queuedTasksByQueue } from '../../db/attempt-rows.ts'
import { countDags } from '../../db/dag-list.ts'
import { countImportErrors } from '../../db/import-error.ts'
import { latestHeartbeat } from '../../db/job.ts'
import { listPoolUsage, type PoolUsage } from '../../db/pool.ts'
import { countActiveRuns, countUnfinishedInstances, type StateCount } from '../../db/state-counts.ts'
import type { Metric, Sample } from '../../service/prometheus-text.ts'
import type { ServerParts } from '../route.ts'

/** What the database tells of the cluster, under Airflow's names where it has them (there dots stand for underscores). */
export async function clusterMetrics({ database: { kysely: db }, clock }: ServerParts): Promise<Metric[]> {
  const heartbeatMs = await latestHeartbeat(db, 'SchedulerJob')
  const active = await countDags(db, { onlyActive: true })
  const paused = await countDags(db, { onlyActive: true, isPaused: true })
  const queues = await queuedTasksByQueue(db)
  const age = (sinceMs: number | null): number => Math.max((clock() - (sinceMs ?? clock())) / 1000, 0)
  return [
    gauge(
      'airflow_scheduler_heartbeat_age_seconds',
      'Time since a scheduler last reported',
      heartbeatMs === null ? [] : [plain(age(heartbeatMs))],
    ),
    gauge('airflow_dags', 'Active DAGs, and those of them that are paused', [
      { labels: { is_paused: 'false' }, value: active - paused },
      { labels: { is_paused: 'true' }, value: paused },
    ]),
    gauge('airflow_dag_processing_import_errors', 'DAG files that do not load', [plain(await countImportErrors(db))]),
    gauge('airflow_dag_runs', 'DAG runs that are not over', byState(await countActiveRuns(db))),
    gauge('airflow_task_instances', 'Task instances that are not over', byState(await countUnfinishedInstances(db))),
    ...poolMetrics(await listPoolUsage(db)),
    gauge(
      'airflow_executor_queued_tasks',
      'Task instances that wait for a worker',
      queues.map(({ queue, count }) => ({ labels: { queue }, value: count })),
    ),
    gauge(
      'airflow_executor_oldest_queued_task_age_seconds',
      'How long the oldest of them has been waiting',
      queues.map(({ queue, oldestAtMs }) => ({ labels: { queue }, value: age(oldestAtMs) })),
    ),
  ]
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: 'gauge',
  samples,
})

const plain = (value: number): Sample => ({ labels: {}, value })

const byState = (counts: readonly StateCount[]): Sample[] =>
  counts.map(({ state, count }) => ({ labels: { state }, value: count }))

const POOL_SLOTS = ['open', 'running', 'queued', 'scheduled', 'deferred'] as const

/** A pool without limit has -1 open slots, as in Airflow's API. */
const poolMetrics = (pools: readonly PoolUsage[]): Metric[] =>
  POOL_SLOTS.map(kind =>
    gauge(
      `airflow_pool_${kind}_slots`,
      `Slots of a pool that are ${kind}`,
      pools.map(pool => ({ labels: { pool: pool.name }, value: Number.isFinite(pool[kind]) ? pool[kind] : -1 })),
    ),
  )

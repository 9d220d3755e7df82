import { ClusterState, type ClusterStateOptions } from '../../../runtime/flower/state/cluster-state.ts'
import type { JsonValue } from '../../../runtime/model/keys.ts'
import type { CeleryEvent } from '../../../runtime/queue/monitor/events.ts'

export const NOW_MS = Date.UTC(2026, 10, 24, 12)
export const NODE = 'celery@host'
export const NAME = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'

/** A state whose clock the test turns. */
export function stateAt(options: Partial<ClusterStateOptions> = {}): { readonly state: ClusterState; nowMs: number } {
  const time = { nowMs: NOW_MS }
  const sizes = { maxTasks: 100, maxWorkers: 100, purgeOfflineMs: 3_600_000 }
  return Object.assign(time, { state: new ClusterState({ ...sizes, clock: () => time.nowMs, ...options }) })
}

let clock = 0

export function event(type: string, fields: Readonly<Record<string, JsonValue>> = {}): CeleryEvent {
  clock += 1
  return { hostname: NODE, utcoffset: 0, pid: 7, clock, timestamp: NOW_MS / 1000, ...fields, type } as CeleryEvent
}

export const heartbeat = (fields: Readonly<Record<string, JsonValue>> = {}): CeleryEvent =>
  event('worker-heartbeat', { freq: 2, active: 1, processed: 5, loadavg: [1, 2, 3], sw_ident: 'slipstream', ...fields })

/** From received to its end, a second for each step. */
export function taskEvents(uuid: string, end: string, fields: Readonly<Record<string, JsonValue>> = {}): CeleryEvent[] {
  const args = "[['airflow', 'tasks', 'run', 'etl', 'load', 'run_1', '--local', '--subdir', 'DAGS_FOLDER/etl.ts']]"
  return [
    event('task-received', { uuid, name: NAME, args, kwargs: '{}', retries: 0, eta: null, timestamp: 100 }),
    event('task-started', { uuid, timestamp: 101 }),
    event(end, { uuid, timestamp: 102, ...fields }),
  ]
}

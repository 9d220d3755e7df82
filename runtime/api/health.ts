import { type JobType, latestHeartbeat } from '../db/job.ts'
import type { ServerParts } from './route.ts'
import { iso } from './views/schedule.ts'

type Status = 'healthy' | 'unhealthy'

export interface Health {
  readonly metadatabase: { readonly status: Status }
  readonly scheduler: { readonly status: Status; readonly latest_scheduler_heartbeat: string | null }
  readonly triggerer: { readonly status: Status | null; readonly latest_triggerer_heartbeat: string | null }
  readonly dag_processor: { readonly status: Status | null; readonly latest_dag_processor_heartbeat: string | null }
}

/** Airflow 2.x's /health: parts that never ran have no status, but there always has to be a scheduler. */
export async function healthOf(parts: ServerParts): Promise<Health> {
  const heartbeats = await readHeartbeats(parts).catch(() => null)
  const { scheduler, triggerer, processor } = heartbeats ?? { scheduler: null, triggerer: null, processor: null }
  const schedulerMs = parts.config.integer('scheduler', 'scheduler_health_check_threshold') * 1000
  const triggererMs = parts.config.float('triggerer', 'triggerer_health_check_threshold') * 1000
  const isAlive = (atMs: number, thresholdMs: number): Status =>
    parts.clock() - atMs < thresholdMs ? 'healthy' : 'unhealthy'
  return {
    metadatabase: { status: heartbeats === null ? 'unhealthy' : 'healthy' },
    scheduler: {
      status: scheduler === null ? 'unhealthy' : isAlive(scheduler, schedulerMs),
      latest_scheduler_heartbeat: iso(scheduler),
    },
    triggerer: {
      status: triggerer === null ? null : isAlive(triggerer, triggererMs),
      latest_triggerer_heartbeat: iso(triggerer),
    },
    dag_processor: {
      status: processor === null ? null : isAlive(processor, schedulerMs),
      latest_dag_processor_heartbeat: iso(processor),
    },
  }
}

async function readHeartbeats({ database }: ServerParts) {
  const heartbeatOf = (jobType: JobType): Promise<number | null> => latestHeartbeat(database.kysely, jobType)
  return {
    scheduler: await heartbeatOf('SchedulerJob'),
    triggerer: await heartbeatOf('TriggererJob'),
    processor: await heartbeatOf('DagProcessorJob'),
  }
}

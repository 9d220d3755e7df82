import type { StoredAuditEvent } from '../../db/audit-log.ts'
import type { ImportError } from '../../db/import-error.ts'
import type { PoolUsage } from '../../db/pool.ts'
import { iso } from './schedule.ts'

/** Airflow's ImportError. */
export const importErrorView = (error: ImportError) => ({
  import_error_id: error.id,
  timestamp: iso(error.timestampMs),
  filename: error.filename,
  stack_trace: error.stacktrace,
})

/** Airflow's Pool; a pool without limit has -1 slots, and as many open. */
export const poolView = (pool: PoolUsage) => ({
  name: pool.name,
  slots: pool.slots,
  occupied_slots: pool.occupied,
  running_slots: pool.running,
  queued_slots: pool.queued,
  scheduled_slots: pool.scheduled,
  deferred_slots: pool.deferred,
  open_slots: Number.isFinite(pool.open) ? pool.open : -1,
  description: pool.description,
  include_deferred: pool.includeDeferred,
})

/** Airflow's EventLog. */
export const eventLogView = (event: StoredAuditEvent) => ({
  event_log_id: event.id,
  when: iso(event.atMs),
  dag_id: event.dagId,
  task_id: event.taskId,
  run_id: event.runId,
  map_index: event.mapIndex,
  try_number: event.tryNumber,
  event: event.event,
  execution_date: iso(event.logicalDateMs),
  owner: event.owner,
  extra: event.extra,
})

import type { StoredAuditEvent } from '../../db/audit-log.ts'
import { iso } from './schedule.ts'
import { collection, INTEGER, nullable, object, TEXT, TIME } from './shape.ts'

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

export const EVENT_LOG_SHAPE = object({
  event_log_id: INTEGER,
  when: nullable(TIME),
  dag_id: nullable(TEXT),
  task_id: nullable(TEXT),
  run_id: nullable(TEXT),
  map_index: nullable(INTEGER),
  try_number: nullable(INTEGER),
  event: TEXT,
  execution_date: nullable(TIME),
  owner: nullable(TEXT),
  extra: nullable(TEXT),
})

export const EVENT_LOGS_SHAPE = collection('event_logs', EVENT_LOG_SHAPE)

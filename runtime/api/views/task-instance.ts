import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import type { TaskInstanceKey } from '../../model/keys.ts'
import { pythonRepr } from './python-text.ts'
import { iso } from './schedule.ts'

/** Airflow's TaskInstance. */
export const taskInstanceView = (instance: ListedTaskInstance) => ({
  task_id: instance.taskId,
  task_display_name: instance.taskDisplayName,
  dag_id: instance.dagId,
  dag_run_id: instance.runId,
  execution_date: iso(instance.logicalDateMs),
  start_date: iso(instance.startDateMs),
  end_date: iso(instance.endDateMs),
  duration: instance.duration,
  state: instance.state,
  try_number: instance.tryNumber,
  map_index: instance.mapIndex,
  max_tries: instance.maxTries,
  hostname: instance.hostname,
  unixname: instance.unixname,
  pool: instance.pool,
  pool_slots: instance.poolSlots,
  queue: instance.queue,
  priority_weight: instance.priorityWeight,
  operator: instance.operator,
  queued_when: iso(instance.queuedAtMs),
  pid: instance.pid,
  executor: instance.executor,
  executor_config: pythonRepr(instance.executorConfig),
  rendered_map_index: instance.renderedMapIndex,
  rendered_fields: instance.renderedFields,
  sla_miss: null,
  trigger: null,
  triggerer_job: null,
  note: instance.note,
})

/** Airflow's TaskInstanceReference. */
export const taskInstanceReference = (key: TaskInstanceKey, logicalDateMs: number) => ({
  task_id: key.taskId,
  dag_id: key.dagId,
  dag_run_id: key.runId,
  execution_date: iso(logicalDateMs),
})

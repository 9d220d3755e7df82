import type { TaskInstance } from '../../db/task-instance.ts'
import type { ListedTaskInstance } from '../../db/task-instance-list.ts'
import type { TaskInstanceTry } from '../../db/task-instance-tries.ts'
import type { TaskInstanceKey } from '../../model/keys.ts'
import { TASK_INSTANCE_STATES } from '../../model/states.ts'
import { pythonRepr } from './python-text.ts'
import { iso } from './schedule.ts'
import {
  collection,
  INTEGER,
  listOf,
  NOTHING,
  NUMBER,
  nullable,
  object,
  RECORD,
  type Shape,
  TEXT,
  TIME,
} from './shape.ts'

/** Airflow's TaskInstanceHistory. */
export const tryView = (attempt: TaskInstanceTry) => ({
  task_id: attempt.taskId,
  task_display_name: attempt.taskDisplayName,
  dag_id: attempt.dagId,
  dag_run_id: attempt.runId,
  start_date: iso(attempt.startDateMs),
  end_date: iso(attempt.endDateMs),
  duration: attempt.duration,
  state: attempt.state,
  try_number: attempt.tryNumber,
  map_index: attempt.mapIndex,
  max_tries: attempt.maxTries,
  hostname: attempt.hostname,
  unixname: attempt.unixname,
  pool: attempt.pool,
  pool_slots: attempt.poolSlots,
  queue: attempt.queue,
  priority_weight: attempt.priorityWeight,
  operator: attempt.operator,
  queued_when: iso(attempt.queuedAtMs),
  pid: attempt.pid,
  executor: attempt.executor,
  executor_config: pythonRepr(attempt.executorConfig),
})

/** Airflow's TaskInstance. */
export const taskInstanceView = (instance: ListedTaskInstance) => ({
  ...tryView(instance),
  execution_date: iso(instance.logicalDateMs),
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

/** What a change begins with, for the audit log. */
export const stateView = ({ dagId, runId, taskId, mapIndex, state }: TaskInstance) => ({
  dag_id: dagId,
  dag_run_id: runId,
  task_id: taskId,
  map_index: mapIndex,
  state,
})

const STATE: Shape = { type: 'string', nullable: true, enum: [...TASK_INSTANCE_STATES, null] }

/** What task instances and their former tries have alike. */
const TRY_FIELDS = {
  task_id: TEXT,
  task_display_name: TEXT,
  dag_id: TEXT,
  dag_run_id: TEXT,
  start_date: nullable(TIME),
  end_date: nullable(TIME),
  duration: nullable(NUMBER),
  state: STATE,
  try_number: INTEGER,
  map_index: INTEGER,
  max_tries: INTEGER,
  hostname: TEXT,
  unixname: TEXT,
  pool: TEXT,
  pool_slots: INTEGER,
  queue: nullable(TEXT),
  priority_weight: nullable(INTEGER),
  operator: nullable(TEXT),
  queued_when: nullable(TIME),
  pid: nullable(INTEGER),
  executor: nullable(TEXT),
  executor_config: TEXT,
}

export const TASK_INSTANCE_SHAPE = object({
  ...TRY_FIELDS,
  execution_date: TIME,
  rendered_map_index: nullable(TEXT),
  rendered_fields: RECORD,
  sla_miss: NOTHING,
  trigger: NOTHING,
  triggerer_job: NOTHING,
  note: nullable(TEXT),
})

export const TASK_INSTANCES_SHAPE = collection('task_instances', TASK_INSTANCE_SHAPE)

export const TRY_SHAPE = object(TRY_FIELDS)

export const TRIES_SHAPE = collection('task_instances', TRY_SHAPE)

export const REFERENCE_SHAPE = object({ task_id: TEXT, dag_id: TEXT, dag_run_id: TEXT, execution_date: TIME })

export const REFERENCES_SHAPE = object({ task_instances: listOf(REFERENCE_SHAPE) })

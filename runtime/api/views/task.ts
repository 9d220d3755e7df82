import type { TaskKind, TaskSpec } from '../../model/dag.ts'
import { paramsView } from './dag.ts'
import { iso, TIME_DELTA_SHAPE, timeDelta } from './schedule.ts'
import { BOOLEAN, collection, INTEGER, listOf, NOTHING, nullable, object, RECORD, TEXT, TIME } from './shape.ts'

/** Airflow's Task. */
export const taskView = (task: TaskSpec) => ({
  class_ref: { module_path: MODULES[task.kind], class_name: task.operator },
  task_id: task.taskId,
  task_display_name: task.taskDisplayName ?? task.taskId,
  owner: task.owner,
  start_date: iso(task.startDateMs),
  end_date: iso(task.endDateMs),
  trigger_rule: task.triggerRule,
  extra_links: [],
  depends_on_past: task.dependsOnPast,
  is_mapped: false,
  wait_for_downstream: task.waitForDownstream,
  retries: task.retries,
  queue: task.queue,
  executor: null,
  pool: task.pool,
  pool_slots: task.poolSlots,
  execution_timeout: timeDelta(task.executionTimeoutMs),
  retry_delay: timeDelta(task.retryDelayMs),
  retry_exponential_backoff: task.retryExponentialBackoff,
  priority_weight: task.priorityWeight,
  weight_rule: task.weightRule,
  ...COLOURS[task.kind],
  template_fields: Object.keys(task.templateFields),
  downstream_task_ids: task.downstreamTaskIds,
  doc_md: task.docMd,
  params: paramsView(task.params),
})

/** Where Airflow keeps the operator of that kind. */
const MODULES: Readonly<Record<TaskKind, string>> = {
  bash: 'airflow.operators.bash',
  empty: 'airflow.operators.empty',
  handler: 'airflow.operators.python',
  trigger_dag_run: 'airflow.operators.trigger_dagrun',
}

const COLOURS: Readonly<Record<TaskKind, { readonly ui_color: string; readonly ui_fgcolor: string }>> = {
  bash: { ui_color: '#f0ede4', ui_fgcolor: '#000' },
  empty: { ui_color: '#e8f7e4', ui_fgcolor: '#000' },
  handler: { ui_color: '#ffefeb', ui_fgcolor: '#000' },
  trigger_dag_run: { ui_color: '#ffefeb', ui_fgcolor: '#000' },
}

export const TASK_SHAPE = object({
  class_ref: object({ module_path: TEXT, class_name: TEXT }),
  task_id: TEXT,
  task_display_name: TEXT,
  owner: TEXT,
  start_date: nullable(TIME),
  end_date: nullable(TIME),
  trigger_rule: TEXT,
  extra_links: listOf(RECORD),
  depends_on_past: BOOLEAN,
  is_mapped: BOOLEAN,
  wait_for_downstream: BOOLEAN,
  retries: INTEGER,
  queue: TEXT,
  executor: NOTHING,
  pool: TEXT,
  pool_slots: INTEGER,
  execution_timeout: nullable(TIME_DELTA_SHAPE),
  retry_delay: nullable(TIME_DELTA_SHAPE),
  retry_exponential_backoff: BOOLEAN,
  priority_weight: INTEGER,
  weight_rule: TEXT,
  ui_color: TEXT,
  ui_fgcolor: TEXT,
  template_fields: listOf(TEXT),
  downstream_task_ids: listOf(TEXT),
  doc_md: nullable(TEXT),
  params: RECORD,
})

export const TASKS_SHAPE = collection('tasks', TASK_SHAPE)

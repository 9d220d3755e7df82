import type { TaskKind, TaskSpec } from '../../model/dag.ts'
import { paramsView } from './dag.ts'
import { iso, timeDelta } from './schedule.ts'

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
  sub_dag: null,
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

import type { CallbackFlags, TaskInput, TaskKind, TaskSpec } from '../dag.ts'
import type { JsonValue } from '../keys.ts'
import { decodeFields, decodeParams, encodeFields, encodeParams, type Field, type JsonObject } from './fields.ts'

/** A task as Airflow 2.10 serializes an operator; what equals the operator's default is left out. */
export function encodeTask(task: TaskSpec): JsonValue {
  const { color, module, ...templating } = PRESENTATION[task.kind]
  const operator = {
    task_id: task.taskId,
    _task_type: task.operator,
    _task_module: module,
    _is_empty: task.kind === 'empty',
    ui_color: color,
    ui_fgcolor: '#000',
    ...templating,
    template_fields: Object.keys(task.templateFields),
    ...withoutNulls(task.templateFields),
    ...encodeFields<FlatTask>(task, FIELDS),
    ...encodeCallbacks(task.callbacks),
    ...(isEmpty(task.params) ? {} : { params: encodeParams(task.params) }),
    ...(isEmpty(task.inputs) ? {} : { _slipstream_inputs: task.inputs as unknown as JsonObject }),
    downstream_task_ids: task.downstreamTaskIds,
    _slipstream_kind: task.kind,
  }
  return { __type: 'operator', __var: operator }
}

/** `data` is what `encodeTask` gave, or what Airflow wrote; the group comes from the DAG's `_task_group`. */
export function decodeTask(data: JsonObject, taskGroupId: string | null): TaskSpec {
  const operator = (data['__type'] === 'operator' ? data['__var'] : data) as JsonObject
  const className = operator['_task_type'] as string
  const templateFields = (operator['template_fields'] ?? []) as readonly string[]
  return {
    ...decodeFields<TaskSpec, keyof FlatTask>(operator, FIELDS),
    taskId: operator['task_id'] as string,
    kind: (operator['_slipstream_kind'] ?? KIND_OF_CLASS[className] ?? 'handler') as TaskKind,
    operator: className,
    templateFields: Object.fromEntries(templateFields.map(name => [name, operator[name] ?? null])),
    callbacks: decodeCallbacks(operator),
    params: decodeParams(operator['params']),
    inputs: (operator['_slipstream_inputs'] ?? {}) as unknown as Record<string, TaskInput>,
    downstreamTaskIds: (operator['downstream_task_ids'] ?? []) as readonly string[],
    taskGroupId,
  }
}

type FlatTask = Omit<
  TaskSpec,
  | 'taskId'
  | 'kind'
  | 'operator'
  | 'templateFields'
  | 'callbacks'
  | 'params'
  | 'inputs'
  | 'downstreamTaskIds'
  | 'taskGroupId'
>

const BASH_TEMPLATING = {
  template_ext: ['.sh', '.bash'],
  template_fields_renderers: { bash_command: 'bash', env: 'json' },
}
const NO_TEMPLATING = { template_ext: [], template_fields_renderers: {} }

/** Airflow's colors; `module` is where Airflow has the class of that name. */
const PRESENTATION = {
  bash: { color: '#f0ede4', module: 'airflow.operators.bash', ...BASH_TEMPLATING },
  empty: { color: '#e8f7e4', module: 'airflow.operators.empty', ...NO_TEMPLATING },
  trigger_dag_run: { color: '#ffefeb', module: 'airflow.operators.trigger_dagrun', ...NO_TEMPLATING },
  handler: { color: '#ffefeb', module: 'slipstream', ...NO_TEMPLATING },
} as const satisfies Record<TaskKind, object>

const KIND_OF_CLASS: Readonly<Record<string, TaskKind>> = {
  BashOperator: 'bash',
  EmptyOperator: 'empty',
  TriggerDagRunOperator: 'trigger_dag_run',
}

/** Defaults of Airflow 2.10's BaseOperator. */
const FIELDS: readonly Field<FlatTask>[] = [
  { field: 'taskDisplayName', key: '_task_display_property_value', omitted: null },
  { field: 'docMd', key: 'doc_md', omitted: null },
  { field: 'owner', key: 'owner', omitted: 'airflow' },
  { field: 'startDateMs', key: 'start_date', omitted: null, unit: 'seconds' },
  { field: 'endDateMs', key: 'end_date', omitted: null, unit: 'seconds' },
  { field: 'retries', key: 'retries', omitted: 0 },
  { field: 'retryDelayMs', key: 'retry_delay', omitted: 300_000, unit: 'seconds' },
  { field: 'retryExponentialBackoff', key: 'retry_exponential_backoff', omitted: false },
  { field: 'maxRetryDelayMs', key: 'max_retry_delay', omitted: null, unit: 'seconds' },
  { field: 'executionTimeoutMs', key: 'execution_timeout', omitted: null, unit: 'seconds' },
  { field: 'triggerRule', key: 'trigger_rule', omitted: 'all_success' },
  { field: 'dependsOnPast', key: 'depends_on_past', omitted: false },
  { field: 'ignoreFirstDependsOnPast', key: 'ignore_first_depends_on_past', omitted: true },
  { field: 'waitForDownstream', key: 'wait_for_downstream', omitted: false },
  { field: 'pool', key: 'pool', omitted: 'default_pool', always: true },
  { field: 'poolSlots', key: 'pool_slots', omitted: 1 },
  { field: 'queue', key: 'queue', omitted: 'default', always: true },
  { field: 'priorityWeight', key: 'priority_weight', omitted: 1 },
  { field: 'weightRule', key: 'weight_rule', omitted: 'downstream' },
  { field: 'maxActiveTisPerDag', key: 'max_active_tis_per_dag', omitted: null },
  { field: 'maxActiveTisPerDagrun', key: 'max_active_tis_per_dagrun', omitted: null },
  { field: 'doXcomPush', key: 'do_xcom_push', omitted: true },
  { field: 'runAsUser', key: 'run_as_user', omitted: null },
  { field: 'appendEnv', key: '_slipstream_append_env', omitted: false },
  { field: 'skipOnExitCode', key: '_slipstream_skip_on_exit_code', omitted: [] },
  { field: 'isBranching', key: '_slipstream_is_branching', omitted: false },
]

/** Airflow 3's names. */
const CALLBACK_KEYS: Readonly<Record<keyof CallbackFlags, string>> = {
  onExecute: 'has_on_execute_callback',
  onSuccess: 'has_on_success_callback',
  onFailure: 'has_on_failure_callback',
  onRetry: 'has_on_retry_callback',
  onSkipped: 'has_on_skipped_callback',
}

const callbackNames = Object.keys(CALLBACK_KEYS) as (keyof CallbackFlags)[]

const encodeCallbacks = (flags: CallbackFlags): JsonObject =>
  Object.fromEntries(callbackNames.filter(name => flags[name]).map(name => [CALLBACK_KEYS[name], true]))

const decodeCallbacks = (data: JsonObject): CallbackFlags =>
  Object.fromEntries(callbackNames.map(name => [name, data[CALLBACK_KEYS[name]] === true])) as unknown as CallbackFlags

const withoutNulls = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

const isEmpty = (object: object): boolean => Object.keys(object).length === 0

import { boolean, integer, list, type Options, octal, oneOf, string } from '../option.ts'

/** [core]: the cluster as a whole, and the defaults of DAGs and tasks. */
export const coreOptions = {
  dags_folder: string('{AIRFLOW_HOME}/dags', 'Absolute path of the folder that is searched for DAG files.'),
  hostname_callable: oneOf(
    [
      'airflow.utils.net.getfqdn',
      'airflow.utils.net.get_host_ip_address',
      'socket.getfqdn',
      'socket.gethostname',
      'socket:getfqdn',
      'socket:gethostname',
    ],
    ['airflow.utils.net.getfqdn', 'How a host names itself in the database and to those who fetch its logs.'],
  ),
  default_timezone: string('utc', 'Time zone of dates that carry none: utc, system or an IANA name.', {
    format: 'timezone',
  }),
  executor: oneOf(
    [
      'SequentialExecutor',
      'LocalExecutor',
      'CeleryExecutor',
      'airflow.executors.sequential_executor.SequentialExecutor',
      'airflow.executors.local_executor.LocalExecutor',
      'airflow.providers.celery.executors.celery_executor.CeleryExecutor',
    ],
    ['LocalExecutor', 'Where tasks run: in the scheduler itself, or on workers behind a broker (CeleryExecutor).'],
  ),
  parallelism: integer('32', 'Most task instances that one scheduler lets run at a time; 0 means no limit.', {
    min: 0,
  }),
  max_active_tasks_per_dag: integer('16', 'Most task instances of one DAG that run at a time, over all its runs.', {
    min: 0,
    formerly: ['core.dag_concurrency'],
  }),
  dags_are_paused_at_creation: boolean('True', 'Whether a DAG that is seen for the first time starts out paused.'),
  max_active_runs_per_dag: integer('16', 'Most runs of one DAG that are active at a time.', { min: 0 }),
  max_consecutive_failed_dag_runs_per_dag: integer(
    '0',
    'After this many failed runs in a row a DAG is paused; 0 never pauses it.',
    { min: 0 },
  ),
  load_examples: boolean('False', 'Whether the DAG files that ship with the product are loaded too.'),
  fernet_key: string(
    '',
    'Key that encrypts connections and variables in the database. With several, parted by commas, the first encrypts and all decrypt.',
    { isSensitive: true, isGenerated: true },
  ),
  default_impersonation: string(
    '',
    'User that a task runs as which sets no run_as_user; the one of the worker when unset.',
  ),
  killed_task_cleanup_time: integer('60', 'Seconds from SIGTERM to SIGKILL for a task that is being ended.', {
    min: 0,
  }),
  dag_run_conf_overrides_params: boolean('True', 'Whether the conf of a DAG run replaces params of the same name.'),
  hide_sensitive_var_conn_fields: boolean('True', 'Whether secret fields of variables and connections show as ***.', {
    formerly: ['admin.hide_sensitive_variable_fields'],
  }),
  sensitive_var_conn_names: list('', 'More words that mark a field or variable as secret, parted by commas.', {
    formerly: ['admin.sensitive_variable_fields'],
  }),
  default_pool_task_slot_count: integer('128', 'Slots of default_pool when the database is made.', {
    min: 0,
    formerly: ['core.non_pooled_task_slot_count'],
  }),
  max_map_length: integer('1024', 'Most task instances that one mapped task may expand to.', { min: 1 }),
  max_templated_field_length: integer('4096', 'Longest rendered template field that is kept, in characters.', {
    min: 0,
  }),
  max_num_rendered_ti_fields_per_task: integer('30', 'Rendered fields are kept for this many runs of each task.', {
    min: 0,
  }),
  daemon_umask: octal('0o077', 'File mode mask of processes that run as daemons.'),
  test_connection: oneOf(
    ['Disabled', 'Enabled', 'Hidden'],
    ['Disabled', 'Whether connections may be tried out from the web app, the API and the command line.'],
  ),
  check_slas: boolean('True', 'Whether tasks that run past their SLA are looked for.'),
} as const satisfies Options

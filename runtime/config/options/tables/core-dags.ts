import { boolean, float, integer, type Options, oneOf } from '../option.ts'

/** [core]: how DAG files are read, and what tasks take over from them. */
export const coreDagOptions = {
  dagbag_import_timeout: float('30.0', 'Seconds that importing one DAG file may take.', { min: 0 }),
  dagbag_import_error_tracebacks: boolean('True', 'Whether an import error is kept with its stack trace.'),
  dagbag_import_error_traceback_depth: integer('2', 'Frames of that stack trace that are kept.', { min: 0 }),
  dag_file_processor_timeout: integer('50', 'Seconds after which the processor of one DAG file is ended.', { min: 0 }),
  dag_discovery_safe_mode: boolean('True', 'Whether files that do not look like DAG files are skipped unread.'),
  dag_ignore_file_syntax: oneOf(['regexp', 'glob'], ['regexp', 'How lines of .airflowignore are understood.']),
  min_serialized_dag_update_interval: integer('30', 'Least seconds between two writes of one serialized DAG.', {
    min: 0,
  }),
  min_serialized_dag_fetch_interval: integer('10', 'Seconds for which a serialized DAG is kept in memory unchecked.', {
    min: 0,
  }),
  compress_serialized_dags: boolean('False', 'Whether serialized DAGs are stored compressed.'),
  default_task_retries: integer('0', 'Retries of a task that does not set its own.', { min: 0 }),
  default_task_retry_delay: integer('300', 'Seconds before a retry where the task sets no retry_delay.', { min: 0 }),
  max_task_retry_delay: integer('86400', 'Longest wait before a retry, in seconds.', { min: 0 }),
  default_task_weight_rule: oneOf(
    ['downstream', 'upstream', 'absolute'],
    ['downstream', 'How the priority of a task counts the tasks around it when it sets no weight_rule.'],
  ),
  default_task_execution_timeout: integer('', 'Seconds that a task may run where it sets no execution_timeout.', {
    min: 0,
  }),
  task_success_overtime: integer('20', 'Seconds that a process may go on after its task instance is success.', {
    min: 0,
  }),
} as const satisfies Options

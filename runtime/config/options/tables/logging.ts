import { boolean, integer, list, type Options, octal, oneOf, string } from '../option.ts'

const levels = ['CRITICAL', 'FATAL', 'ERROR', 'WARN', 'WARNING', 'INFO', 'DEBUG'] as const

/** [logging]: log files and what stands in them. */
export const loggingOptions = {
  base_log_folder: string('{AIRFLOW_HOME}/logs', 'Absolute path of the folder that holds the logs of all attempts.', {
    formerly: ['core.base_log_folder'],
  }),
  logging_level: oneOf(levels, ['INFO', 'Lowest level that is written.'], { formerly: ['core.logging_level'] }),
  celery_logging_level: oneOf(levels, ['', 'Lowest level that workers and flower write; logging_level when unset.']),
  colored_console_log: boolean('True', 'Whether lines on a terminal are coloured.', {
    formerly: ['core.colored_console_log'],
  }),
  log_format: string(
    '[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s',
    'Form of the lines in task logs.',
    { isTemplate: true, formerly: ['core.log_format'] },
  ),
  simple_log_format: string('%(asctime)s %(levelname)s - %(message)s', 'Form of the lines that commands print.', {
    isTemplate: true,
    formerly: ['core.simple_log_format'],
  }),
  dag_processor_log_target: oneOf(['file', 'stdout'], ['file', 'Where the log of reading DAG files goes.']),
  dag_processor_log_format: string(
    '[%(asctime)s] [SOURCE:DAG_PROCESSOR] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s',
    'Form of the lines about DAG files when they go to stdout.',
    { isTemplate: true },
  ),
  task_log_prefix_template: string('', 'Template of what is put before each line of a task on stdout.', {
    isTemplate: true,
    formerly: ['core.task_log_prefix_template'],
  }),
  log_filename_template: string(
    'dag_id={{ ti.dag_id }}/run_id={{ ti.run_id }}/task_id={{ ti.task_id }}/{% if ti.map_index >= 0 %}map_index={{ ti.map_index }}/{% endif %}attempt={{ try_number }}.log',
    'Template of the path of the log of an attempt, below base_log_folder.',
    { isTemplate: true, formerly: ['core.log_filename_template'] },
  ),
  log_processor_filename_template: string(
    '{{ filename }}.log',
    'Template of the path of the log about one DAG file, below child_process_log_directory.',
    { isTemplate: true, formerly: ['core.log_processor_filename_template'] },
  ),
  dag_processor_manager_log_location: string(
    '{AIRFLOW_HOME}/logs/dag_processor_manager/dag_processor_manager.log',
    'Absolute path of the log of the process that hands out DAG files to be read.',
    { formerly: ['core.dag_processor_manager_log_location'] },
  ),
  dag_processor_manager_log_stdout: boolean('False', 'Whether that log goes to stdout too.'),
  worker_log_server_port: integer('8793', 'Port at which each worker serves the logs it wrote.', {
    min: 1,
    formerly: ['celery.worker_log_server_port'],
  }),
  trigger_log_server_port: integer('8794', 'Port at which a triggerer serves its logs.', { min: 1 }),
  file_task_handler_new_folder_permissions: octal('0o775', 'Mode of new log folders.'),
  file_task_handler_new_file_permissions: octal('0o664', 'Mode of new log files.'),
  celery_stdout_stderr_separation: boolean('False', 'Whether a worker writes errors to stderr and the rest to stdout.'),
  enable_task_context_logger: boolean('True', 'Whether other processes may add lines to the log of a task.'),
  color_log_error_keywords: list('error,exception', 'Words that paint a log line red in the web app.'),
  color_log_warning_keywords: list('warn', 'Words that paint a log line yellow in the web app.'),
} as const satisfies Options

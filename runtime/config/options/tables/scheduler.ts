import { boolean, float, integer, type Options, oneOf, string } from '../option.ts'

/** [scheduler]: runs, task instances, and the health of those who run them. */
export const schedulerOptions = {
  job_heartbeat_sec: float('5', 'Seconds between two heartbeats of a task that runs.', { min: 0 }),
  local_task_job_heartbeat_sec: integer('0', 'The same for local tasks; 0 takes scheduler_zombie_task_threshold.', {
    min: 0,
  }),
  scheduler_heartbeat_sec: integer('5', 'Seconds between two heartbeats of the scheduler.', { min: 0 }),
  scheduler_health_check_threshold: integer('30', 'A scheduler silent for this many seconds is unhealthy.', { min: 0 }),
  enable_health_check: boolean('False', 'Whether the scheduler answers GET /health on a port of its own.'),
  scheduler_health_check_server_host: string('0.0.0.0', 'Address of that port.'),
  scheduler_health_check_server_port: integer('8974', 'Number of that port.', { min: 1 }),
  num_runs: integer('-1', 'The scheduler ends after this many loops; -1 means never.', { min: -1 }),
  scheduler_idle_sleep_time: float('1', 'Longest rest between two loops that found nothing to do, in seconds.', {
    min: 0,
    formerly: ['scheduler.processor_poll_interval'],
  }),
  orphaned_tasks_check_interval: float('300.0', 'Seconds between two searches for tasks of a dead scheduler.', {
    min: 0,
  }),
  scheduler_zombie_task_threshold: integer('300', 'A task without heartbeat for this many seconds has failed.', {
    min: 0,
  }),
  zombie_detection_interval: float('10.0', 'Seconds between two searches for such tasks.', { min: 0 }),
  task_queued_timeout: float('600.0', 'Seconds after which a task that no worker took is failed or retried.', {
    min: 0,
    formerly: [
      'celery.stalled_task_timeout',
      'celery.task_adoption_timeout',
      'kubernetes_executor.worker_pods_pending_timeout',
    ],
  }),
  task_queued_timeout_check_interval: float('120.0', 'Seconds between two searches for such tasks.', {
    min: 0,
    formerly: ['kubernetes_executor.worker_pods_pending_timeout_check_interval'],
  }),
  trigger_timeout_check_interval: float('15', 'Seconds between two searches for deferred tasks past their timeout.', {
    min: 0,
  }),
  catchup_by_default: boolean('True', 'Whether runs of the past are made up for where the DAG does not say.'),
  ignore_first_depends_on_past_by_default: boolean('True', 'Whether the first run ever may start without a past.'),
  max_tis_per_query: integer('16', 'Task instances that are queued in one step; 0 takes parallelism.', { min: 0 }),
  use_row_level_locking: boolean('True', 'Whether several schedulers share the database by locking rows.'),
  max_dagruns_to_create_per_loop: integer('10', 'DAGs that get a new run in one loop.', { min: 1 }),
  max_dagruns_per_loop_to_schedule: integer('20', 'DAG runs that are looked at in one loop.', { min: 1 }),
  schedule_after_task_execution: boolean('True', 'Whether the end of a task schedules its followers at once.'),
  use_job_schedule: boolean('True', 'Whether schedules make runs; without them only triggered runs exist.'),
  allow_trigger_in_future: boolean('False', 'Whether a run with a logical date in the future may start now.'),
  allowed_run_id_pattern: string('^[A-Za-z0-9_.~:+-]+$', 'What the run_id of a triggered run has to look like.', {
    isTemplate: true,
    format: 'pattern',
  }),
  create_cron_data_intervals: boolean('True', 'Whether a cron schedule covers an interval; else it is a moment.'),
  create_delta_data_intervals: boolean('True', 'Whether a timedelta schedule covers an interval; else it is a moment.'),
  pool_metrics_interval: float('5.0', 'Seconds between two sets of pool metrics.', { min: 0 }),
  max_callbacks_per_loop: integer('20', 'Callbacks that are handed to the DAG processor in one loop.', { min: 1 }),
} as const satisfies Options

/** [scheduler]: reading DAG files. */
export const dagProcessorOptions = {
  min_file_process_interval: integer('30', 'Least seconds between two readings of one DAG file.', { min: 0 }),
  dag_dir_list_interval: integer('300', 'Seconds between two full searches of the dags folder.', { min: 0 }),
  print_stats_interval: integer('30', 'Seconds between two tables about DAG files in the log; 0 prints none.', {
    min: 0,
  }),
  child_process_log_directory: string('{AIRFLOW_HOME}/logs/scheduler', 'Folder of the logs about single DAG files.'),
  parsing_processes: integer('2', 'DAG files that are read at a time.', {
    min: 1,
    formerly: ['scheduler.max_threads'],
  }),
  parsing_cleanup_interval: integer('60', 'Seconds between two searches for DAGs whose file is gone.', {
    min: 0,
    formerly: ['scheduler.deactivate_stale_dags_interval'],
  }),
  stale_dag_threshold: integer('50', 'Seconds that a DAG may be missing from its file before it is deactivated.', {
    min: 0,
  }),
  dag_stale_not_seen_duration: integer('600', 'Seconds after which a DAG that no processor saw is deactivated.', {
    min: 0,
  }),
  file_parsing_sort_mode: oneOf(
    ['modified_time', 'random_seeded_by_host', 'alphabetical'],
    ['modified_time', 'Order in which DAG files are read.'],
  ),
  standalone_dag_processor: boolean('False', 'Whether "airflow dag-processor" reads DAG files, not the scheduler.'),
} as const satisfies Options

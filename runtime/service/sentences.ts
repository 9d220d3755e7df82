/** Every sentence that a process log says, by event. A warning or error says what to do next. */
export const SENTENCES = {
  scheduler_started: (f: { database: string; executor: string; parallelism: number }) =>
    `Scheduler started on ${f.database} with ${f.executor}, parallelism ${f.parallelism}`,
  scheduler_stopping: (_: object) =>
    'Scheduler stopping: no new tasks; those that run may finish. Stop again to end them now',
  scheduler_stopped: (_: object) => 'Scheduler stopped',
  pass_failed: (f: { part: string; error: string }) => `${f.part} failed and will be tried again: ${f.error}`,
  wakeup_malformed: (f: { line: string }) =>
    `Passed over a line on the wake socket that is no event: ${f.line}. Is another program writing to it?`,
  dag_unreadable: (f: { error: string }) => `${f.error}. Until then its runs stand still`,
  request_failed: (f: { request: string; error: string }) => `${f.request} failed: ${f.error}`,
  login_refused: (f: { error: string }) => `${f.error}`,
  dag_run_created: (f: { dagId: string; runId: string }) => `Created <DagRun ${f.dagId} @ ${f.runId}>`,
  dag_run_finished: (f: { dagId: string; runId: string; state: string; reason: string }) =>
    `Marking run <DagRun ${f.dagId} @ ${f.runId}> ${f.state}${f.reason === '' ? '' : ` (${f.reason})`}`,
  dag_auto_paused: (f: { dagId: string; failures: number }) =>
    `Pausing DAG ${f.dagId}: its last ${f.failures} runs failed (max_consecutive_failed_dag_runs). Unpause it with: airflow dags unpause ${f.dagId}`,
  pool_missing: (f: { pool: string; dagId: string; taskId: string }) =>
    `Task ${f.dagId}.${f.taskId} waits for pool '${f.pool}', which does not exist. Create it with: airflow pools set ${f.pool} SLOTS DESCRIPTION`,
  pool_too_small: (f: { pool: string; dagId: string; taskId: string; wants: number; slots: number }) =>
    `Task ${f.dagId}.${f.taskId} wants ${f.wants} slots of pool '${f.pool}', which has ${f.slots}. Enlarge the pool or lower the task's poolSlots`,
  scheduler_given_up: (f: { job: number }) =>
    `Other schedulers took this one for dead: it was silent for longer than [scheduler] scheduler_health_check_threshold. Registered again as job ${f.job}`,
  attempt_adopted: (f: { key: string; state: string }) => `${f.key} was cut short by a dead process; now ${f.state}`,
  attempt_requeued: (f: { key: string }) => `${f.key} was queued in a process that is gone; it will be queued again`,
  leftover_killed: (f: { pid: number; token: string }) =>
    `Ended process ${f.pid}, left over from attempt ${f.token} of a dead worker`,
  task_ended: (f: { key: string; state: string; seconds: string }) => `${f.key} ${f.state} after ${f.seconds} s`,
  task_killed: (f: { key: string; state: string }) =>
    `State of ${f.key} has been externally set to ${f.state}. Terminating instance.`,
  worker_failed: (f: { key: string; error: string }) => `Running ${f.key} failed inside the worker: ${f.error}`,
  callback_output: (f: { key: string; callback: string; line: string }) => `${f.callback} of ${f.key}: ${f.line}`,
  callback_failed: (f: { key: string; callback: string; error: string }) =>
    `Callback ${f.callback} of ${f.key} failed: ${f.error}`,
  dag_file_parsed: (f: { file: string; dags: number; ms: number }) =>
    `Parsed ${f.file}: ${f.dags} DAG(s) in ${f.ms} ms`,
  dag_file_broken: (f: { file: string; error: string }) =>
    `Broken DAG file ${f.file}: ${f.error}. See: airflow dags list-import-errors`,
  dag_removed: (f: { dagId: string; file: string }) => `DAG ${f.dagId} is gone from ${f.file}`,
  dag_duplicate: (f: { dagId: string; file: string; other: string }) =>
    `DAG ${f.dagId} in ${f.file} is already defined in ${f.other}. Rename one of them`,
  broker_connected: (f: { place: string }) => `Connected to the broker at ${f.place}`,
  broker_lost: (f: { place: string; error: string }) => `Lost the broker at ${f.place}: ${f.error}. Connecting again`,
  broker_unreachable: (f: { place: string; error: string; restMs: number }) =>
    `${f.error}. Trying again in ${(f.restMs / 1000).toFixed(1)} s`,
  broker_channel_failed: (f: { channel: string; error: string; restMs: number }) =>
    `The broker closed the channel for ${f.channel}: ${f.error}. Opening it again in ${(f.restMs / 1000).toFixed(1)} s`,
  message_not_sent: (f: { key: string; error: string }) =>
    `${f.key} could not be sent and will be sent again: ${f.error}`,
  message_sent_again: (f: { key: string }) =>
    `${f.key} waits for a worker although its queue is empty; its message is sent again`,
  message_unregistered: (f: { task: string; id: string }) =>
    `Received unregistered task of type '${f.task}' (${f.id}); it was thrown away. Check [celery] celery_app_name of the sender`,
  message_unreadable: (f: { error: string }) => `A message was thrown away: ${f.error}`,
  message_kept: (f: { id: string; error: string }) =>
    `Task ${f.id} cannot be looked up and will be tried again: ${f.error}`,
  message_not_current: (f: { id: string }) =>
    `Task ${f.id} is not able to be run: it is revoked, or its task instance is not queued for it`,
  results_not_written: (f: { error: string }) =>
    `Results of Celery tasks cannot be written and are kept for a while: ${f.error}. Check [celery] result_backend; tasks go on`,
  worker_started: (f: { node: string; queues: string; concurrency: number }) =>
    `Worker ${f.node} takes up to ${f.concurrency} tasks at once from queues ${f.queues}`,
  worker_stopping: (f: { running: number }) =>
    `Worker stopping: no new tasks; ${f.running} running task(s) may finish. Stop again to queue them for other workers`,
  worker_stopped: (_: object) => 'Worker stopped',
  end_not_written: (f: { key: string; error: string }) =>
    `${f.key} has ended; its end is written as soon as the database takes it: ${f.error}`,
  lease_lost: (_: object) =>
    'The lease in the database could not be renewed in time; running tasks are ended, others may take them',
  log_server_started: (f: { port: number }) => `Task logs are served on port ${f.port}`,
  nodes_differ: (f: { what: string; nodes: string; advice: string }) =>
    `Nodes differ in ${f.what}: ${f.nodes}. ${f.advice}`,
  clock_off: (f: { node: string; offsetMs: number }) =>
    `The clock of ${f.node} is ${(Math.abs(f.offsetMs) / 1000).toFixed(1)} s ${f.offsetMs > 0 ? 'ahead of' : 'behind'} the database's: schedules, leases and log tokens go wrong. Turn on time synchronisation there, such as chrony or systemd-timesyncd`,
  nodes_agree: (_: object) => 'All nodes agree again',
  webserver_started: (f: { url: string }) => `Webserver listens on ${f.url}`,
  process_started: (f: { name: string; pid: number }) => `Started ${f.name} (pid ${f.pid})`,
  process_ended: (f: { name: string; how: string }) => `${f.name} ended (${f.how}); starting it again`,
} as const

export type EventName = keyof typeof SENTENCES
export type Fields<E extends EventName> = Parameters<(typeof SENTENCES)[E]>[0]

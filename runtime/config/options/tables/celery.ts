import { boolean, float, integer, json, type Options, string } from '../option.ts'

/** [celery]: workers, the broker and flower. */
export const celeryOptions = {
  celery_app_name: string(
    'airflow.providers.celery.executors.celery_executor',
    'First part of the name of the Celery task; the same on every host.',
  ),
  worker_concurrency: integer('16', 'Tasks that one worker runs at a time.', {
    min: 1,
    formerly: ['celery.celeryd_concurrency'],
  }),
  worker_autoscale: string('', 'Most and fewest tasks at a time as "max,min"; replaces worker_concurrency.', {
    format: 'autoscale',
  }),
  worker_enable_remote_control: boolean('true', 'Whether workers listen to commands such as those of flower.'),
  worker_precheck: boolean('False', 'Whether a worker tries the database before it starts.', {
    formerly: ['core.worker_precheck'],
  }),
  broker_url: string('redis://redis:6379/0', 'URL of the broker: amqp://user:password@host:5672/vhost.', {
    isSensitive: true,
    formerly: ['celery.celery_broker_url'],
  }),
  result_backend: string(
    '',
    'Where workers write the results of Celery tasks for other Celery clients, as db+mysql://...; nowhere when unset.',
    { isSensitive: true, formerly: ['celery.celery_result_backend'] },
  ),
  task_track_started: boolean('True', 'Whether the result backend hears of the start of a task too.'),
  extra_celery_config: json('{}', 'Settings of Celery as a JSON object, of which result_extended has an effect.'),
  flower_host: string('0.0.0.0', 'Address that flower listens on.'),
  flower_port: integer('5555', 'Port that flower listens on.', { min: 1 }),
  flower_url_prefix: string('', 'Path below which flower is served.'),
  flower_basic_auth: string('', 'Those who may use flower, as user:password, parted by commas.', {
    isSensitive: true,
  }),
  sync_parallelism: integer('0', 'Processes that fetch the states of tasks; 0 means cores less one.', { min: 0 }),
  operation_timeout: float('1.0', 'Seconds that sending one message may take.', { min: 0 }),
  task_publish_max_retries: integer('3', 'Attempts at sending a message before its task fails.', { min: 0 }),
  ssl_active: boolean('False', 'Whether the broker is reached over TLS.', { formerly: ['celery.celery_ssl_active'] }),
  ssl_key: string('', 'File of the private key of the client.', { formerly: ['celery.celery_ssl_key'] }),
  ssl_cert: string('', 'File of the certificate of the client.', { formerly: ['celery.celery_ssl_cert'] }),
  ssl_cacert: string('', 'File of the certificate authority that the broker must be signed by.', {
    formerly: ['celery.celery_ssl_cacert'],
  }),
} as const satisfies Options

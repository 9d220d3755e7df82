import { boolean, float, integer, json, list, type Options, oneOf, string } from '../option.ts'

/** [api] */
export const apiOptions = {
  auth_backends: list(
    'airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session',
    'Ways in which a client of the REST API may prove who it is, tried in this order.',
    { formerly: ['api.auth_backend'] },
  ),
  enable_experimental_api: boolean('False', 'Whether the API of Airflow 1.10 is served too.'),
  maximum_page_limit: integer('100', 'Most rows that one answer holds.', { min: 1 }),
  fallback_page_limit: integer('100', 'Rows of an answer when the client names no limit.', { min: 1 }),
  access_control_allow_headers: string('', 'Value of the CORS header Access-Control-Allow-Headers.'),
  access_control_allow_methods: string('', 'Value of the CORS header Access-Control-Allow-Methods.'),
  access_control_allow_origins: string('', 'Origins that browsers may call the API from, parted by spaces.', {
    formerly: ['api.access_control_allow_origin'],
  }),
} as const satisfies Options

/** [operators] */
export const operatorsOptions = {
  default_owner: string('airflow', 'Owner of a task that names none.'),
  default_deferrable: boolean('false', 'Whether operators that can defer do so unless told otherwise.'),
  default_cpus: integer('1', 'Processors that a task asks for.', { min: 0 }),
  default_ram: integer('512', 'Memory that a task asks for, in MB.', { min: 0 }),
  default_disk: integer('512', 'Disk that a task asks for, in MB.', { min: 0 }),
  default_gpus: integer('0', 'Graphics processors that a task asks for.', { min: 0 }),
  default_queue: string('default', 'Queue of a task that names none, and the one a worker serves unless told.', {
    formerly: ['celery.default_queue'],
  }),
  allow_illegal_arguments: boolean('False', 'Whether an operator accepts arguments that it does not know.'),
} as const satisfies Options

/** [email] */
export const emailOptions = {
  email_conn_id: string('smtp_default', 'Connection with the user and password of the mail server.'),
  default_email_on_retry: boolean('True', 'Whether a retry sends a mail where the task does not say.'),
  default_email_on_failure: boolean('True', 'Whether a failure sends a mail where the task does not say.'),
  subject_template: string('', 'File with the template of the subject.'),
  html_content_template: string('', 'File with the template of the body.'),
  from_email: string('', 'Sender; smtp_mail_from when unset.'),
  ssl_context: oneOf(['default', 'none'], ['default', 'Whether the certificate of the mail server is checked.']),
} as const satisfies Options

/** [smtp] */
export const smtpOptions = {
  smtp_host: string('localhost', 'Host of the mail server.'),
  smtp_starttls: boolean('True', 'Whether the connection is upgraded to TLS.'),
  smtp_ssl: boolean('False', 'Whether the connection is TLS from the start.'),
  smtp_user: string('', 'User at the mail server.'),
  smtp_password: string('', 'Password at the mail server.', { isSensitive: true }),
  smtp_port: integer('25', 'Port of the mail server.', { min: 1 }),
  smtp_mail_from: string('airflow@example.com', 'Sender of all mails.'),
  smtp_timeout: integer('30', 'Seconds that an answer of the mail server may take.', { min: 1 }),
  smtp_retry_limit: integer('5', 'Attempts at sending one mail.', { min: 1 }),
} as const satisfies Options

/** [triggerer] */
export const triggererOptions = {
  default_capacity: integer('1000', 'Triggers that one triggerer runs at a time.', { min: 1 }),
  job_heartbeat_sec: float('5', 'Seconds between two heartbeats of a triggerer.', { min: 0 }),
  triggerer_health_check_threshold: float('30', 'A triggerer silent for this many seconds is unhealthy.', { min: 0 }),
} as const satisfies Options

/** [sensors] */
export const sensorsOptions = {
  default_timeout: float('604800', 'Seconds that a sensor waits where it sets no timeout.', { min: 0 }),
} as const satisfies Options

/** [secrets] */
export const secretsOptions = {
  backend: string('', 'Where options ending in _secret are looked up; slipstream.secrets.LocalFile reads files.'),
  backend_kwargs: json('', 'Settings of that backend as a JSON object, such as {"directory": "/run/secrets"}.', {
    isSensitive: true,
  }),
} as const satisfies Options

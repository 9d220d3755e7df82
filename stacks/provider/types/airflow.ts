import type { OnHost } from './host-access.ts'

/** How the airflow command is run on the host. */
export interface AirflowCommand {
  /** /usr/local/bin/airflow unless given. */
  readonly path?: string
  /** The Linux user. */
  readonly user: string
  /** Variables such as AIRFLOW_HOME. No secrets: other users of the host can see them. */
  readonly environment: Readonly<Record<string, string>>
}

export interface OnAirflow extends OnHost {
  readonly airflow: AirflowCommand
}

export interface DatabaseMigrationInputs extends OnAirflow {
  /** Migrate again when one of them changes: the runtime release, the database. */
  readonly triggers?: readonly string[]
  /** How long it may take, 600 unless given. */
  readonly timeoutSeconds?: number
}

export interface AirflowUserInputs extends OnAirflow {
  readonly username: string
  readonly password: string
  readonly firstname: string
  readonly lastname: string
  readonly email: string
  /** Admin, User, Op, Viewer, Public; Admin unless given. */
  readonly role?: string
  /** Make sure of the user again when one of them changes: the database. */
  readonly triggers?: readonly string[]
}

export interface HttpHealthInputs extends OnHost {
  /** As the host sees it. */
  readonly url: string
  /** 200 unless given. */
  readonly status?: number
  /** Members that the JSON answer must have, as in `{"metadatabase.status": "healthy"}`. */
  readonly json?: Readonly<Record<string, string>>
  /** 60 unless given. */
  readonly timeoutSeconds?: number
  /** Ask again when one of them changes. */
  readonly triggers?: readonly string[]
}

export interface HttpHealthOutputs {
  /** How long the answer took to be as it should, in milliseconds. */
  readonly waitedMs: number
}

export interface WorkerHealthInputs extends OnAirflow {
  /** The worker that must answer through the broker, as in celery@HOST. */
  readonly worker: string
  /** Where the worker serves its logs, as the host (the webserver's) sees it: HOST:8793. */
  readonly logServer: string
  /** 60 unless given. */
  readonly timeoutSeconds?: number
  /** Ask again when one of them changes. */
  readonly triggers?: readonly string[]
}

export interface WorkerHealthOutputs {
  /** How long it took until the worker had answered, in milliseconds. */
  readonly waitedMs: number
}

/** The REST API of a webserver as the host sees it. */
export interface WebserverAccess {
  /** As in http://127.0.0.1:8080 */
  readonly url: string
  readonly user: string
  readonly password: string
}

export interface CanaryRunInputs extends OnAirflow {
  /** slipstream_canary unless given. */
  readonly dagId?: string
  /** Through which a line of each task's log is fetched from the worker that has it, and its host name is read. */
  readonly webserver?: WebserverAccess
  /** Host names, as task instances have them, on each of which a task must have succeeded. Needs `webserver`. */
  readonly workers?: readonly string[]
  /** 120 unless given. */
  readonly timeoutSeconds?: number
  /** Run again when one of them changes. */
  readonly triggers?: readonly string[]
}

export interface CanaryRunOutputs {
  readonly runId: string
  readonly state: string
  /** The last state of each task. */
  readonly tasks: Readonly<Record<string, string>>
}

export interface GeneratedSecretInputs {
  /** password: letters and digits. fernet: a Fernet key. secret_key: what signs the web sessions and log tokens. */
  readonly kind: 'password' | 'fernet' | 'secret_key'
  /** Of a password, 32 unless given. */
  readonly length?: number
  /** Generate anew when one of them changes. */
  readonly triggers?: readonly string[]
}

export interface GeneratedSecretOutputs {
  /** Always secret. */
  readonly value: string
}

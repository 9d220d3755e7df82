import type { Database } from '../db/database.ts'
import type { GroupCommit } from '../db/group-commit.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { TaskStore } from '../sdk/task/client.ts'
import type { Clock } from '../service/clock.ts'
import type { SecretMasker } from '../service/secret-masker.ts'
import type { HandlerRunner, OutputPipe, ProcessGuard } from './attempt-io.ts'
import type { Settled } from './settle-attempt.ts'
import type { StoreOwner } from './task-store.ts'

/** What running attempts needs of the worker that runs them. */
export interface AttemptParts {
  readonly database: Database
  /** The claims and ends of attempts: those that come together share a transaction. */
  readonly writes: GroupCommit
  readonly clock: Clock
  readonly masker: SecretMasker
  readonly runners: HandlerRunner
  readonly guard: ProcessGuard
  readonly openPipe: () => OutputPipe
  readonly storeOf: (owner: StoreOwner) => TaskStore
  /** A task started a run of another DAG: the scheduler should look. */
  readonly onDagRunCreated: (run: DagRunKey) => void
  readonly logPathOf: (request: AttemptRequest) => string
  readonly identity: {
    readonly hostname: string
    readonly unixname: string
    readonly pid: number
    readonly jobId: number
  }
  readonly settings: AttemptSettings
}

export interface AttemptSettings {
  /** Environment of the processes that tasks run in. */
  readonly env: NodeJS.ProcessEnv
  /** [core] default_impersonation: whom a task runs as that names no user; null: the worker's own. */
  readonly defaultUser: string | null
  /** [core] killed_task_cleanup_time, milliseconds. */
  readonly killAfterMs: number
  /** [core] dag_run_conf_overrides_params */
  readonly confOverridesParams: boolean
  /** [scheduler] allowed_run_id_pattern */
  readonly allowedRunIdPattern: string
  /** [core] max_templated_field_length */
  readonly longestField: number
}

/** How a claimed attempt ended. */
export interface AttemptReport extends Settled {
  readonly seconds: number
}

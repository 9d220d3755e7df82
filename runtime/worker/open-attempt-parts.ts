import { userInfo } from 'node:os'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import { createFernet } from '../db/fernet.ts'
import { GroupCommit } from '../db/group-commit.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { Clock } from '../service/clock.ts'
import { hostName } from '../service/host-name.ts'
import type { SecretMasker } from '../service/secret-masker.ts'
import type { AttemptParts } from '../task/attempt-parts.ts'
import { DatabaseTaskStore } from '../task/task-store.ts'
import { attemptLogPath } from '../task-log/log-path.ts'
import { workerMark } from './leftovers.ts'
import { OutputPipes } from './output-pipes.ts'
import { ShellProcessGuard } from './process-guard.ts'
import { RunnerPool } from './runner-pool.ts'

export interface AttemptSetup {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly masker: SecretMasker
  readonly onDagRunCreated: (run: DagRunKey) => void
}

/** Who runs here, as the database's `hostname` and `unixname` columns say it. */
export const workerIdentity = () => ({ hostname: hostName(), unixname: userInfo().username })

/** Pipes, guard and runners for attempts of one worker; disposing them ends every process that is left. */
export function openAttemptParts(setup: AttemptSetup, jobId: number): AttemptParts & Disposable {
  const { config } = setup
  const env = { ...process.env, AIRFLOW_HOME: config.home, SLIPSTREAM_WORKER: workerMark(config.home, jobId) }
  const pipes = new OutputPipes()
  const guard = new ShellProcessGuard()
  const runners = new RunnerPool(runnerSettings(config, env), { pipes, guard })
  const fernet = createFernet(config.string('core', 'fernet_key'))
  for (const secret of secretsOf(config)) setup.masker.add(secret)
  setup.masker.addWords(config.list('core', 'sensitive_var_conn_names'))
  return {
    ...setup,
    writes: new GroupCommit(setup.database),
    runners,
    guard,
    identity: { ...workerIdentity(), pid: process.pid, jobId },
    openPipe: () => pipes.open(),
    storeOf: owner => new DatabaseTaskStore({ ...setup, fernet, env: process.env }, owner),
    logPathOf: request => attemptLogPath(config, { ...request, logicalDateMs: request.run.logicalDateMs }),
    settings: {
      env,
      defaultUser: config.optional('core', 'default_impersonation'),
      killAfterMs: config.integer('core', 'killed_task_cleanup_time') * 1000,
      confOverridesParams: config.boolean('core', 'dag_run_conf_overrides_params'),
      allowedRunIdPattern: config.string('scheduler', 'allowed_run_id_pattern'),
      longestField: config.integer('core', 'max_templated_field_length'),
    },
    [Symbol.dispose]() {
      runners[Symbol.dispose]()
      guard[Symbol.dispose]()
      pipes[Symbol.dispose]()
    },
  }
}

/** What a task's environment may hold of the configuration; the path of a SQLite file is no secret. */
function secretsOf(config: Config): (string | null)[] {
  const url = config.string('database', 'sql_alchemy_conn')
  return [
    config.optional('core', 'fernet_key'),
    config.optional('webserver', 'secret_key'),
    url.startsWith('sqlite') ? null : url,
  ]
}

const runnerSettings = (config: Config, env: NodeJS.ProcessEnv) => ({
  dagsFolder: config.string('core', 'dags_folder'),
  env,
  idleMs: config.float('slipstream', 'runner_idle_seconds') * 1000,
  defaultUser: config.optional('core', 'default_impersonation'),
  warmRunners: config.integer('slipstream', 'warm_runners'),
})

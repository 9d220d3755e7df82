import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { maskedUrl } from '../config/database-url.ts'
import { writeEditorSupport } from '../dag/editor-support.ts'
import { DagProcessor } from '../dag/processor.ts'
import type { Database } from '../db/database.ts'
import { endJobs, insertJob, type Job, listRunningJobs } from '../db/job.ts'
import { serverStartMs } from '../db/mysql/server-start.ts'
import { acquireProcessLock } from '../db/process-lock.ts'
import type { Executor } from '../executor/executor.ts'
import { openExecutor } from '../executor/open-executor.ts'
import { SlipstreamError } from '../model/errors.ts'
import { type Clock, systemClock } from '../service/clock.ts'
import { hostName } from '../service/host-name.ts'
import type { Log } from '../service/log.ts'
import { Poller } from '../service/poll.ts'
import { SecretMasker } from '../service/secret-masker.ts'
import { listenForWakeups } from '../service/wake-socket.ts'
import { sayCutShort } from './cut-short.ts'
import { HeartbeatWatch } from './heartbeat-watch.ts'
import { adoptOrphans } from './recovery.ts'
import { Scheduler, type SchedulerSettings } from './scheduler.ts'

export interface SchedulerSetup {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  /** First abort: quiet, running tasks may finish; the second signal is the deadline. */
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  readonly clock?: Clock
}

/** Another scheduler serves this AIRFLOW_HOME. */
export class SchedulerAlreadyRunning extends SlipstreamError {
  override readonly name = 'SchedulerAlreadyRunning'

  constructor(home: string) {
    super(
      `A scheduler is already running for AIRFLOW_HOME ${home}. Stop it first; several schedulers need several homes and a MySQL database`,
    )
  }
}

/**
 * The scheduler process: scheduling loop, executor and DAG processor. Returns when it has stopped in order.
 * @throws SchedulerAlreadyRunning
 */
export async function runScheduler(setup: SchedulerSetup): Promise<void> {
  const { config } = setup
  using lock = acquireProcessLock(join(config.home, 'scheduler.lock'))
  if (lock === null) throw new SchedulerAlreadyRunning(config.home)
  await new SchedulerService(setup).run()
}

class SchedulerService {
  readonly #setup: SchedulerSetup
  readonly #clock: Clock
  readonly #masker = new SecretMasker()
  readonly #heartbeats: HeartbeatWatch

  constructor(setup: SchedulerSetup) {
    this.#setup = setup
    this.#clock = setup.clock ?? systemClock
    this.#heartbeats = heartbeatsOf(setup.config)
  }

  async run(): Promise<void> {
    const { config, database, log, signal } = this.#setup
    writeEditorSupport(config.string('core', 'dags_folder'))
    const jobId = await this.#register()
    const executor = await openExecutor({
      config,
      database,
      log,
      clock: this.#clock,
      masker: this.#masker,
      onDagRunCreated: run => scheduler.onWake({ type: 'dag_run', ...run }),
    })
    const parts = { database, executor, log, clock: this.#clock, jobId, settings: settingsOf(config) }
    const scheduler: Scheduler = new Scheduler(parts)
    await this.#adopt(executor, jobId)
    await executor.start({ onFinished: key => scheduler.touch(key), onWake: event => scheduler.onWake(event) })
    await using _socket = await listenForWakeups(
      config.home,
      event => scheduler.onWake(event),
      line => log.warn('wakeup_malformed', { line: line.slice(0, 200) }),
    )
    const processor = new DagProcessor({
      config,
      database,
      log,
      clock: this.#clock,
      onChanged: dagId => scheduler.onWake({ type: 'dag', dagId }),
    })
    log.info('scheduler_started', {
      database: maskedUrl(config.string('database', 'sql_alchemy_conn')),
      executor: executor.name,
      parallelism: config.integer('core', 'parallelism'),
    })
    const watched = { scheduler, executor, jobId }
    await Promise.all([scheduler.run(signal), processor.run(signal), this.#watchJobs(watched)])
    await this.#stop(executor, jobId)
  }

  #register(): Promise<number> {
    const { config, database } = this.#setup
    return insertJob(database.kysely, {
      jobType: 'SchedulerJob',
      hostname: hostName(),
      unixname: userInfo().username,
      executorClass: config.string('core', 'executor'),
      atMs: this.#clock(),
    })
  }

  /** Airflow's zombie detection: jobs whose heartbeat stopped while we were running. Never our own: we live. */
  async #watchJobs(watched: Watched): Promise<void> {
    const { config, log, signal } = this.#setup
    await new Poller().run(signal, async () => {
      await this.#adoptZombies(watched).catch(error =>
        log.error('pass_failed', { part: 'Zombie detection', error: String(error) }),
      )
      return config.float('scheduler', 'zombie_detection_interval') * 1000
    })
  }

  async #adoptZombies({ scheduler, executor, jobId }: Watched): Promise<void> {
    const { database, log } = this.#setup
    const own = new Set([jobId, executor.jobId])
    const isLost = await this.#look()
    const jobs = await listRunningJobs(database.kysely, ['SchedulerJob', 'LocalTaskJob'])
    const dead = jobs.filter(job => !own.has(job.id) && isLost(job))
    if (dead.length === 0) return
    const cut = await adoptOrphans({ database, clock: this.#clock, log, executor, jobId }, dead)
    scheduler.lookAtAll()
    await sayCutShort(this.#setup, cut)
  }

  async #look(): Promise<(job: Job) => boolean> {
    const databaseUpMs = await serverStartMs(this.#setup.database.kysely, this.#clock())
    return this.#heartbeats.look({ nowMs: this.#clock(), databaseUpMs })
  }

  /** On SQLite the lock says that nobody else schedules; elsewhere a heartbeat that stopped does. */
  async #adopt(executor: Executor, ownJobId: number): Promise<void> {
    const { database, log } = this.#setup
    const isLost = await this.#look()
    const isAlone = database.dialect === 'sqlite'
    const isDead = (job: Job): boolean => job.id !== ownJobId && ((isAlone && isLocal(job)) || isLost(job))
    const jobs = await listRunningJobs(database.kysely, ['SchedulerJob', 'LocalTaskJob'])
    await executor.recover({
      livingJobIds: new Set(jobs.filter(job => !isDead(job)).map(job => job.id)),
      onKill: ({ pid, token }) => log.warn('leftover_killed', { pid, token: token ?? '-' }),
    })
    const parts = { database, clock: this.#clock, log, executor, jobId: ownJobId }
    await sayCutShort(this.#setup, await adoptOrphans(parts, jobs.filter(isDead)))
  }

  async #stop(executor: Executor, jobId: number): Promise<void> {
    const { database, log, deadline } = this.#setup
    log.info('scheduler_stopping', {})
    await executor.stop(deadline)
    await executor[Symbol.asyncDispose]()
    await endJobs(database.kysely, [jobId], { state: 'success', atMs: this.#clock() })
    log.info('scheduler_stopped', {})
  }
}

interface Watched {
  readonly scheduler: Scheduler
  readonly executor: Executor
  readonly jobId: number
}

const heartbeatsOf = (config: Config): HeartbeatWatch =>
  new HeartbeatWatch(
    {
      scheduler: config.integer('scheduler', 'scheduler_health_check_threshold') * 1000,
      localTask: config.integer('scheduler', 'scheduler_zombie_task_threshold') * 1000,
      celeryWorker: config.float('slipstream', 'worker_lease_seconds') * 1000,
    },
    config.float('scheduler', 'zombie_detection_interval') * 1000,
  )

/** Jobs that lived in a scheduler process: its own and that of its LocalExecutor. */
const isLocal = (job: Job): boolean => job.jobType === 'SchedulerJob' || job.executorClass === 'LocalExecutor'

const settingsOf = (config: Config): SchedulerSettings => ({
  slowPollMs: config.integer('scheduler', 'scheduler_heartbeat_sec') * 1000,
  maxDagrunsToCreate: config.integer('scheduler', 'max_dagruns_to_create_per_loop'),
  useJobSchedule: config.boolean('scheduler', 'use_job_schedule'),
  allowTriggerInFuture: config.boolean('scheduler', 'allow_trigger_in_future'),
  maxTaskRetryDelayMs: config.integer('core', 'max_task_retry_delay') * 1000,
  keptRenderedRuns: config.integer('core', 'max_num_rendered_ti_fields_per_task'),
})

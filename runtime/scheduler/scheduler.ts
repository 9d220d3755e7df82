import { findDagModel, nextDueMs, setNextRun } from '../db/dag.ts'
import { findDagRun, lastRunStates, listActiveRuns } from '../db/dag-run.ts'
import { type Database, inTransaction } from '../db/database.ts'
import { heartbeatJobs } from '../db/job.ts'
import { planNextRun } from '../db/next-run.ts'
import { findSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import type { Executor } from '../executor/executor.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { DagRun, DagRunKey } from '../model/keys.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import { Poller } from '../service/poll.ts'
import type { WakeEvent } from '../service/wake-socket.ts'
import { autoPause } from './auto-pause.ts'
import { createDueRuns } from './create-runs.ts'
import { DagCache } from './dag-cache.ts'
import { DirtyRuns } from './dirty-runs.ts'
import { type Examination, examineRun, type ReadyInstance } from './examine-run.ts'
import { type Queued, queueReady } from './queue-tasks.ts'
import { startQueuedRuns } from './start-runs.ts'

export interface SchedulerParts {
  readonly database: Database
  readonly executor: Executor
  readonly clock: Clock
  readonly log: Log
  readonly jobId: number
  readonly settings: SchedulerSettings
}

export interface SchedulerSettings {
  /** How often everything is looked at, whatever events told (slipstream.schedule_poll_seconds). */
  readonly slowPollMs: number
  /** [scheduler] max_dagruns_to_create_per_loop */
  readonly maxDagrunsToCreate: number
  readonly useJobSchedule: boolean
}

/** How many runs one transaction looks at: bounded, so that a big backlog does not hold the database for long. */
const RUNS_PER_PASS = 50

/** What one pass found, to be acted on after its transaction. */
interface Pass {
  readonly queued: Queued
  readonly ended: { readonly run: DagRun; readonly end: NonNullable<Examination['ended']> }[]
  readonly kills: DagRunKey[]
}

/**
 * The scheduler's loop: creates runs that are due, starts queued ones, decides in the runs that something happened to,
 * and hands attempts to the executor. Events make it fast; a slow poll finds whatever an event failed to tell.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  readonly #poller = new Poller()
  readonly #dags = new DagCache()
  readonly #dirty = new DirtyRuns()
  #lookForRuns = true
  #nextSlowPollMs = 0
  #dueMs: number | null = null
  #warned = new Set<string>()

  constructor(parts: SchedulerParts) {
    this.#parts = parts
  }

  /** Something may have changed in this run: look at it at once. */
  touch(run: DagRunKey): void {
    this.#dirty.add(run)
    this.#poller.wake()
  }

  /** Acts on an event of another process or of the DAG processor. */
  onWake(event: WakeEvent): void {
    this.#lookForRuns = true
    if (event.type === 'dag_run') {
      this.#parts.executor.recheck(event)
      this.#dirty.add(event)
    }
    if (event.type === 'dag') this.lookAtAll()
    else this.#poller.wake()
  }

  /** Somebody changed more than one event can say. */
  lookAtAll(): void {
    this.#nextSlowPollMs = 0
    this.#poller.wake()
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#poller.run(signal, () => this.#poll())
  }

  async #poll(): Promise<number> {
    const nowMs = this.#parts.clock()
    try {
      if (nowMs >= this.#nextSlowPollMs) await this.#slowPoll(nowMs)
      if (this.#lookForRuns || (this.#dueMs !== null && this.#dueMs <= nowMs)) await this.#bringUpRuns(nowMs)
      await this.#pass(nowMs)
    } catch (error) {
      this.#parts.log.error('pass_failed', { part: 'Scheduling pass', error: describe(error) })
      return RETRY_MS
    }
    return this.#restMs()
  }

  #restMs(): number {
    if (this.#lookForRuns || this.#dirty.hasDue(this.#parts.clock())) return 0
    const next = Math.min(this.#nextSlowPollMs, this.#dueMs ?? Infinity, this.#dirty.nextDueMs ?? Infinity)
    return Math.max(0, next - this.#parts.clock())
  }

  async #slowPoll(nowMs: number): Promise<void> {
    const { database, executor, jobId, settings } = this.#parts
    await heartbeatJobs(database.kysely, [jobId], nowMs)
    for (const run of await listActiveRuns(database.kysely, ['running'])) this.#dirty.add(run)
    executor.recheck(null)
    this.#lookForRuns = true
    this.#nextSlowPollMs = nowMs + settings.slowPollMs
  }

  /** Creates and starts runs; those just started are looked at in the same poll. */
  async #bringUpRuns(nowMs: number): Promise<void> {
    const { database, jobId, settings, log } = this.#parts
    this.#lookForRuns = false
    const { created, started } = await inTransaction(database, async db => ({
      created: settings.useJobSchedule
        ? await createDueRuns(db, nowMs, { maxDagruns: settings.maxDagrunsToCreate, jobId })
        : [],
      started: await startQueuedRuns(db, this.#dags, nowMs),
    }))
    for (const run of created) log.info('dag_run_created', run)
    for (const run of started) this.#dirty.add(run)
    this.#dueMs = settings.useJobSchedule ? await nextDueMs(database.kysely) : null
    if (created.length > 0) this.#lookForRuns = true
  }

  async #pass(nowMs: number): Promise<void> {
    const runs = this.#dirty.take(nowMs, RUNS_PER_PASS)
    const { database, executor } = this.#parts
    const pass = await inTransaction(database, db => this.#decide(db, runs, nowMs)).catch(error => {
      for (const run of runs) this.#dirty.add(run)
      throw error
    })
    if (pass.queued.attempts.length > 0) await executor.queue(pass.queued.attempts as AttemptRequest[])
    for (const kill of pass.kills) executor.recheck(kill)
    for (const { run, end } of pass.ended) await this.#afterEnd(run, end, nowMs)
    this.#warnOf(pass.queued.problems)
  }

  async #decide(db: Db, keys: readonly DagRunKey[], nowMs: number): Promise<Pass> {
    const ready: ReadyInstance[] = []
    const pass: Omit<Pass, 'queued'> = { ended: [], kills: [] }
    for (const key of keys) {
      const run = await findDagRun(db, key)
      if (run === null || run.state !== 'running') continue
      const found = await this.#examine(db, run, nowMs)
      if (found === null) continue
      ready.push(...found.ready)
      if (found.ended !== null) pass.ended.push({ run, end: found.ended })
      if (found.hasKills) pass.kills.push(key)
      if (found.wakeAtMs !== null) this.#dirty.addAt(key, found.wakeAtMs)
    }
    const { executor, jobId } = this.#parts
    const queued = await queueReady(db, ready, { nowMs, jobId, openSlots: executor.openSlots, dags: this.#dags })
    return { ...pass, queued }
  }

  /** Runs of a paused DAG may end, but nothing new is queued in them. */
  async #examine(db: Db, run: DagRun, nowMs: number): Promise<Examination | null> {
    const dag = await this.#dags.get(db, run.dagId)
    if (dag === null) return null
    const found = await examineRun(db, run, { dag, nowMs })
    if (found.ready.length === 0) return found
    const model = await findDagModel(db, run.dagId)
    return model === null || model.isPaused ? { ...found, ready: [] } : found
  }

  async #afterEnd(run: DagRun, end: NonNullable<Examination['ended']>, nowMs: number): Promise<void> {
    const { database, executor, log } = this.#parts
    log.info('dag_run_finished', { ...run, ...end })
    this.#lookForRuns = true
    const stored = await findSerializedDag(database.kysely, run.dagId)
    if (stored === null) return
    const name = end.state === 'success' ? 'onSuccess' : 'onFailure'
    if (stored.spec.callbacks[name]) executor.runDagCallback({ dag: stored.spec, run, name, reason: end.reason })
    await setNextRun(database.kysely, run.dagId, await planNextRun(database.kysely, stored.spec, nowMs))
    if (end.state === 'failed')
      await autoPause(this.#parts, stored.spec, n => lastRunStates(database.kysely, run.dagId, n))
  }

  /** Each problem is said once, not at every pass. */
  #warnOf(problems: Queued['problems']): void {
    const seen = new Set<string>()
    for (const { request, problem } of problems) {
      const key = `${problem} ${request.dagId} ${request.taskId}`
      seen.add(key)
      if (this.#warned.has(key)) continue
      if (problem === 'pool_missing') this.#parts.log.warn(problem, request)
      else this.#parts.log.warn(problem, { ...request, wants: request.poolSlots, slots: -1 })
    }
    this.#warned = seen
  }
}

const RETRY_MS = 1000

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

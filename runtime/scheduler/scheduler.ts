import { listHeldDags, nextDueMs } from '../db/dag.ts'
import { findNextRun, listQueuedRuns, listRunningRuns } from '../db/dag-run.ts'
import { type Database, inTransaction } from '../db/database.ts'
import { renewOrRevive } from '../db/job-lease.ts'
import { hasScheduled } from '../db/queueing.ts'
import { pruneRenderedFields } from '../db/rendered-fields.ts'
import type { Db } from '../db/tables.ts'
import type { Executor } from '../executor/executor.ts'
import type { DagSpec } from '../model/dag.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { DagRun, DagRunKey } from '../model/keys.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import { Poller } from '../service/poll.ts'
import type { WakeEvent } from '../service/wake-socket.ts'
import { autoPause } from './auto-pause.ts'
import { createDueRuns } from './create-runs.ts'
import { DagCache } from './dag-cache.ts'
import { type DirtyRun, DirtyRuns } from './dirty-runs.ts'
import { type Examination, examineRun, type ReadyInstance, type RunSettings } from './examine-run.ts'
import { sendLostAgain } from './find-lost.ts'
import { lookAtRuns, type RunLook } from './look-at-runs.ts'
import { ProblemLog } from './problem-log.ts'
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

export interface SchedulerSettings extends RunSettings {
  /** How often everything is looked at, whatever events told (slipstream.schedule_poll_seconds). */
  readonly slowPollMs: number
  /** [scheduler] max_dagruns_to_create_per_loop */
  readonly maxDagrunsToCreate: number
  readonly useJobSchedule: boolean
  /** [core] max_num_rendered_ti_fields_per_task */
  readonly keptRenderedRuns: number
}

/** How many runs one transaction looks at: bounded, so that a big backlog does not hold the database for long. */
const RUNS_PER_PASS = 50

/** What one pass found, to be acted on after its transaction. */
interface Pass {
  readonly queued: Queued
  readonly ended: RunEnd[]
  readonly kills: DagRunKey[]
}

interface RunEnd {
  readonly run: DagRun
  readonly dag: DagSpec
  readonly end: NonNullable<Examination['ended']>
  /** max_consecutive_failed_dag_runs was reached. */
  readonly isPaused: boolean
}

/** One run cannot be decided; the others go on. */
class RunUndecided extends SlipstreamError {
  override readonly name = 'RunUndecided'

  constructor({ dagId, runId }: DagRunKey, cause: unknown) {
    super(`DAG ${dagId}, run ${runId}: ${describe(cause)}`, { cause })
  }
}

/**
 * The scheduler's loop: creates runs that are due, starts queued ones, decides in the runs that something happened to,
 * and hands attempts to the executor. Events make it fast; a slow poll finds whatever an event failed to tell.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  readonly #poller = new Poller()
  readonly #dags: DagCache
  readonly #dirty = new DirtyRuns()
  readonly #problems: ProblemLog
  #lookForRuns = true
  #nextSlowPollMs = 0
  #dueMs: number | null = null

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    this.#problems = new ProblemLog(parts.log)
    this.#dags = new DagCache(error => parts.log.error('dag_unreadable', { error: error.message }))
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
      if (this.#lookForRuns || (this.#dueMs !== null && this.#dueMs <= nowMs)) await this.#bringUpRuns()
      await this.#pass(nowMs)
    } catch (error) {
      this.#lookForRuns = true
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
    const { database, executor, settings } = this.#parts
    // Set before anything is read, so that an event that comes meanwhile asks for another one.
    this.#nextSlowPollMs = nowMs + settings.slowPollMs
    this.#lookForRuns = true
    executor.recheck(null)
    try {
      await this.#beat()
      for (const run of await listRunningRuns(database.kysely)) this.#dirty.add(run, false)
      await sendLostAgain(database.kysely, { ...this.#parts, dags: this.#dags, nowMs })
    } catch (error) {
      this.#nextSlowPollMs = 0
      throw error
    }
  }

  /** After a pause that was too long for the others it registers again, before it decides anything. */
  #beat(): Promise<void> {
    const { database, jobId, log, clock } = this.#parts
    const onLost = () => log.warn('scheduler_given_up', { job: jobId })
    return renewOrRevive(database.kysely, jobId, { atMs: clock, onLost })
  }

  /** Creates and starts runs; those just started are looked at in the same poll. */
  async #bringUpRuns(): Promise<void> {
    const { database, settings, clock } = this.#parts
    this.#lookForRuns = false
    this.#dueMs = settings.useJobSchedule ? await this.#createRuns() : null
    const queued = await listQueuedRuns(database.kysely)
    if (queued.length === 0) return
    const parts = { dags: this.#dags, clock }
    const { started, isIncomplete } = await inTransaction(database, db => startQueuedRuns(db, queued, parts))
    for (const run of started) this.#dirty.add(run)
    if (isIncomplete) this.#dueMs = Math.min(this.#dueMs ?? Infinity, clock() + LOCKED_REST_MS)
  }

  /** @returns when the next run is due, ms since the epoch */
  async #createRuns(): Promise<number | null> {
    const { database, clock, jobId, settings, log } = this.#parts
    const heldDagIds = await listHeldDags(database.kysely)
    const dueMs = await nextDueMs(database.kysely)
    if (heldDagIds.length === 0 && (dueMs === null || dueMs > clock())) return dueMs
    const limits = { jobId, maxDagruns: settings.maxDagrunsToCreate, heldDagIds }
    const created = await inTransaction(database, db => createDueRuns(db, this.#dags, { ...limits, nowMs: clock() }))
    for (const run of created) log.info('dag_run_created', run)
    if (created.length > 0) this.#lookForRuns = true
    const next = await nextDueMs(database.kysely)
    return next === null ? null : Math.max(next, clock() + LOCKED_REST_MS)
  }

  async #pass(nowMs: number): Promise<void> {
    const runs = this.#dirty.take(nowMs, RUNS_PER_PASS)
    const { database, executor } = this.#parts
    if (runs.length === 0 && !(await hasScheduled(database.kysely))) return
    const pass = await inTransaction(database, db => this.#decide(db, runs)).catch(error => {
      this.#dirty.putBack(runs, nowMs)
      throw runs.length === 1 ? new RunUndecided(runs[0] as DirtyRun, error) : error
    })
    this.#dirty.acquit(runs)
    if (pass.queued.attempts.length > 0) executor.queue(pass.queued.attempts)
    for (const kill of pass.kills) executor.recheck(kill)
    for (const ended of pass.ended) this.#afterEnd(ended)
    for (const dagId of new Set(pass.ended.map(({ run }) => run.dagId))) void this.#prune(dagId)
    for (const attempt of pass.queued.attempts) this.#problems.forget(attempt)
    this.#problems.warnOf(pass.queued.waiting, pass.queued.pools)
  }

  async #decide(db: Db, keys: readonly DirtyRun[]): Promise<Pass> {
    const ready: ReadyInstance[] = []
    const pass: Omit<Pass, 'queued'> = { ended: [], kills: [] }
    const { looks, lockedByOthers } = await lookAtRuns(db, keys, { dags: this.#dags, clock: this.#parts.clock })
    for (const run of lockedByOthers) this.#dirty.addAt(run, this.#parts.clock() + LOCKED_REST_MS, run.isTouched)
    for (const look of looks) {
      const found = look.run.state === 'running' ? await this.#examine(db, look) : null
      if (look.dag.looksAtPast && (look.isTouched || found?.hasEndings)) await this.#addNextRun(db, look)
      if (found === null) continue
      ready.push(...found.ready)
      if (found.ended !== null) pass.ended.push(await this.#endOf(db, look, found.ended))
      if (found.hasKills) pass.kills.push(look.run)
      if (found.wakeAtMs !== null) this.#dirty.addAt(look.run, found.wakeAtMs)
    }
    const { executor, jobId, clock } = this.#parts
    const queued = await queueReady(db, ready, { clock, jobId, openSlots: executor.openSlots, dags: this.#dags })
    return { ...pass, queued }
  }

  /** Runs of a paused DAG may end, but nothing new is queued in them. */
  async #examine(db: Db, look: RunLook): Promise<Examination> {
    const found = await examineRun(db, look.run, { ...look, settings: this.#parts.settings })
    return look.isPaused ? { ...found, ready: [] } : found
  }

  /** What the tasks of the next run wait for (depends_on_past) may have come. */
  async #addNextRun(db: Db, { run, dag }: RunLook): Promise<void> {
    const next = await findNextRun(db, run, dag.graph.dag.catchup)
    if (next !== null) this.#dirty.add(next, false)
  }

  async #endOf(db: Db, { run, dag }: RunLook, end: RunEnd['end']): Promise<RunEnd> {
    const spec = dag.graph.dag
    return { run, dag: spec, end, isPaused: end.state === 'failed' && (await autoPause(db, spec)) }
  }

  #afterEnd({ run, dag, end, isPaused }: RunEnd): void {
    const { executor, log } = this.#parts
    log.info('dag_run_finished', { ...run, ...end })
    if (isPaused) log.warn('dag_auto_paused', { dagId: run.dagId, failures: dag.maxConsecutiveFailedDagRuns })
    this.#lookForRuns = true
    const name = end.state === 'success' ? 'onSuccess' : 'onFailure'
    if (dag.callbacks[name]) executor.runDagCallback({ dag, run, name, reason: end.reason })
  }

  /** Nobody waits for it, and the next run's end makes up for what fails. */
  async #prune(dagId: string): Promise<void> {
    const { database, settings, log } = this.#parts
    await pruneRenderedFields(database.kysely, dagId, settings.keptRenderedRuns).catch(error =>
      log.error('pass_failed', { part: 'Pruning of rendered fields', error: describe(error) }),
    )
  }
}

const RETRY_MS = 1000
/** Until a run or a DAG is looked at again that somebody else had locked: who had it may have died. */
const LOCKED_REST_MS = 100

function describe(error: unknown): string {
  if (error instanceof SlipstreamError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

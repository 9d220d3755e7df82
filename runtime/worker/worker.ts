import { findTaskInstance, listInstancesInState, listTaskInstances, type TaskInstance } from '../db/task-instance.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import { type DagRunKey, type TaskInstanceKey, taskInstanceKeyText, taskInstanceLabel } from '../model/keys.ts'
import type { Log } from '../service/log.ts'
import type { AttemptParts, AttemptReport } from '../task/attempt-parts.ts'
import type { EndReason } from '../task/outcome.ts'
import { runAttempt } from '../task/run-attempt.ts'

export interface WorkerParts extends AttemptParts {
  readonly log: Log
  /** How many attempts run at once. */
  readonly slots: number
}

/** What whoever hands over an attempt may want to know of it, beyond its end. */
export interface AttemptWatch {
  readonly onClaimed?: () => void
  /** The claim failed: somebody else has it, or it is no longer queued; nothing was started. */
  readonly onRefused?: () => void
  readonly onSettled?: (report: AttemptReport) => void
  /** Its start failed, or its end could not be written. */
  readonly onFailed?: () => void
}

interface Running {
  readonly request: AttemptRequest
  readonly watch: AttemptWatch
  readonly controller: AbortController
  readonly done: Promise<void>
  /** Its row says running with its token: claimed, and the task has not ended yet. */
  isClaimed: boolean
}

/** Runs attempts in slots, and ends those that the database no longer calls running. */
export class Worker {
  readonly #parts: WorkerParts
  readonly #onFinished: (key: TaskInstanceKey) => void
  readonly #running = new Set<Running>()
  readonly #company = new Set<Promise<void>>()
  readonly #callbackEnd = new AbortController()
  #slots: number

  constructor(parts: WorkerParts, onFinished: (key: TaskInstanceKey) => void) {
    this.#parts = parts
    this.#slots = parts.slots
    this.#onFinished = onFinished
  }

  get openSlots(): number {
    return this.#slots - this.#running.size
  }

  start(request: AttemptRequest, watch: AttemptWatch = {}): void {
    const controller = new AbortController()
    const running: Running = { request, watch, controller, isClaimed: false, done: Promise.resolve() }
    this.#running.add(running)
    Object.assign(running, { done: this.#run(running) })
  }

  /** Something that takes no slot, but that `stop` waits for and ends like an attempt: a callback of a whole run. */
  accompany(work: (signal: AbortSignal) => Promise<void>): void {
    const done = work(this.#callbackEnd.signal)
      .catch(error => this.#parts.log.error('pass_failed', { part: 'A callback', error: String(error) }))
      .finally(() => this.#company.delete(done))
    this.#company.add(done)
  }

  /**
   * Compares what runs with the database. Only attempts that were claimed before the question was asked are judged by
   * its answer.
   */
  async recheck(run: DagRunKey | null): Promise<void> {
    const claimed = [...this.#running].filter(one => one.isClaimed && (run === null || isOf(one.request, run)))
    if (claimed.length === 0) return
    const rows = await this.#rowsOf(run)
    for (const one of claimed) {
      const row = rows.get(taskInstanceKeyText(one.request))
      if (row?.state === 'running' && row.token === one.request.token) continue
      const state = row === undefined ? await this.#stateOf(one.request) : row.state
      if (one.isClaimed) this.#end(one, { type: 'externally_set', state })
    }
  }

  /** Waits for what runs until the deadline, then ends it; callbacks have a little longer. */
  async stop(deadline: AbortSignal, requeue = false): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const endAll = (): void => {
      for (const one of this.#running) this.#end(one, { type: 'worker_stopping', requeue })
      timer = setTimeout(() => this.#callbackEnd.abort(), CALLBACK_GRACE_MS)
    }
    deadline.addEventListener('abort', endAll)
    if (deadline.aborted) endAll()
    while (this.#running.size + this.#company.size > 0)
      await Promise.allSettled([...[...this.#running].map(one => one.done), ...this.#company])
    deadline.removeEventListener('abort', endAll)
    clearTimeout(timer)
  }

  /** Ends all that runs, and at once: the lease that it runs under is lost. */
  endAll(): void {
    for (const one of this.#running) this.#end(one, { type: 'lease_lost' })
  }

  /** Ends one attempt, as somebody's `revoke(terminate=True)` asks for; @returns whether it ran here */
  terminate(token: string, isForced: boolean): boolean {
    const running = [...this.#running].find(one => one.request.token === token)
    if (running !== undefined) this.#end(running, { type: 'terminated', isForced })
    return running !== undefined
  }

  /** How many attempts run at once, from now on; those that run already go on. */
  resize(slots: number): void {
    this.#slots = slots
  }

  get slots(): number {
    return this.#slots
  }

  async #rowsOf(run: DagRunKey | null): Promise<Map<string, TaskInstance>> {
    const { database, identity } = this.#parts
    const rows =
      run === null
        ? await listInstancesInState(database.kysely, ['running', 'restarting'], { jobId: identity.jobId })
        : await listTaskInstances(database.kysely, run)
    return new Map(rows.map(row => [taskInstanceKeyText(row), row]))
  }

  async #stateOf(key: TaskInstanceKey): Promise<TaskInstance['state']> {
    return (await findTaskInstance(this.#parts.database.kysely, key))?.state ?? null
  }

  #end(running: Running, reason: EndReason): void {
    if (running.controller.signal.aborted) return
    if (reason.type === 'externally_set')
      this.#parts.log.info('task_killed', {
        key: taskInstanceLabel(running.request, 'running'),
        state: reason.state ?? 'None',
      })
    running.controller.abort(reason)
  }

  async #run(running: Running): Promise<void> {
    const { request, controller } = running
    try {
      const report = await runAttempt(this.#parts, request, {
        signal: controller.signal,
        callbackSignal: this.#callbackEnd.signal,
        onClaimed: () => {
          running.isClaimed = true
          running.watch.onClaimed?.()
        },
        onPerformed: () => {
          running.isClaimed = false
        },
        onDelay: error => this.#sayDelay(request, error),
        onSettled: report => this.#settled(running, report),
      })
      if (report === null) running.watch.onRefused?.()
    } catch (error) {
      this.#parts.log.error('worker_failed', {
        key: taskInstanceLabel(request),
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
      running.watch.onFailed?.()
    } finally {
      this.#running.delete(running)
      this.#onFinished(request)
    }
  }

  #sayDelay(request: AttemptRequest, error: Error): void {
    this.#parts.log.warn('end_not_written', { key: taskInstanceLabel(request, 'running'), error: error.message })
  }

  /** The scheduler hears of the end before the callbacks run: nothing downstream waits for them. */
  #settled(running: Running, report: AttemptReport): void {
    running.watch.onSettled?.(report)
    const key = taskInstanceLabel(running.request)
    this.#parts.log.debug('task_ended', { key, state: report.state ?? 'None', seconds: report.seconds.toFixed(3) })
    if (Object.values(running.request.task.callbacks).includes(true)) this.#onFinished(running.request)
  }
}

/** From the deadline of `stop` to the end of callbacks that still run. */
const CALLBACK_GRACE_MS = 2000

const isOf = (request: AttemptRequest, run: DagRunKey): boolean =>
  request.dagId === run.dagId && request.runId === run.runId

import type { AttemptRequest } from '../model/attempt.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { Log } from '../service/log.ts'
import { endLeftovers } from '../worker/leftovers.ts'
import { type OpenWorker, openWorker, type WorkerSetup } from '../worker/open-worker.ts'
import { callDagCallback } from './dag-callback.ts'
import type { DagCallback, Executor, ExecutorEvents, ExecutorRecovery } from './executor.ts'

export type LocalExecutorSetup = Omit<WorkerSetup, 'onFinished' | 'executorClass'>

/** Runs attempts in the scheduler's own process (Airflow's LocalExecutor); `slots` is [core] parallelism. */
export class LocalExecutor implements Executor {
  readonly name = 'LocalExecutor'
  readonly keepsQueued = false
  readonly #setup: LocalExecutorSetup
  #opened: OpenWorker | null = null

  constructor(setup: LocalExecutorSetup) {
    this.#setup = setup
  }

  get jobId(): number | null {
    return this.#opened?.jobId ?? null
  }

  get openSlots(): number {
    return this.#worker.openSlots
  }

  async recover({ livingJobIds, onKill }: ExecutorRecovery): Promise<void> {
    await endLeftovers(this.#setup.config.home, livingJobIds, onKill)
  }

  async start(events: ExecutorEvents): Promise<void> {
    this.#opened = await openWorker({
      ...this.#setup,
      executorClass: this.name,
      onFinished: key => events.onFinished(key),
    })
  }

  queue(attempts: readonly AttemptRequest[]): void {
    for (const attempt of attempts) this.#worker.start(attempt)
  }

  recheck(run: DagRunKey | null): void {
    this.#worker
      .recheck(run)
      .catch(error => this.#log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))
  }

  /** There is no queue in which a message could be lost. */
  async emptyQueues(): Promise<ReadonlySet<string>> {
    return new Set()
  }

  keepOnly(): void {
    // The worker itself knows what it runs.
  }

  runDagCallback(callback: DagCallback): void {
    const parts = { opened: this.#open, log: this.#log }
    this.#worker.accompany(signal => callDagCallback(parts, callback, signal))
  }

  async stop(deadline: AbortSignal): Promise<void> {
    await this.#worker.stop(deadline)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.[Symbol.asyncDispose]()
  }

  get #open(): OpenWorker {
    if (this.#opened === null) throw new Error('LocalExecutor is not started')
    return this.#opened
  }

  get #worker() {
    return this.#open.worker
  }

  get #log(): Log {
    return this.#setup.log
  }
}

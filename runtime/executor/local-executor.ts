import type { AttemptRequest } from '../model/attempt.ts'
import { attemptDag } from '../model/attempt.ts'
import type { DagRunKey } from '../model/keys.ts'
import type { Log } from '../service/log.ts'
import { endLeftovers } from '../worker/leftovers.ts'
import { type OpenWorker, openWorker, type WorkerSetup } from '../worker/open-worker.ts'
import type { DagCallback, Executor, ExecutorEvents, ExecutorRecovery } from './executor.ts'

export type LocalExecutorSetup = Omit<WorkerSetup, 'onFinished' | 'executorClass'>

/** Runs attempts in the scheduler's own process (Airflow's LocalExecutor); `slots` is [core] parallelism. */
export class LocalExecutor implements Executor {
  readonly name = 'LocalExecutor'
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

  async queue(attempts: readonly AttemptRequest[]): Promise<void> {
    for (const attempt of attempts) this.#worker.start(attempt)
  }

  recheck(run: DagRunKey | null): void {
    this.#worker
      .recheck(run)
      .catch(error => this.#log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))
  }

  runDagCallback(callback: DagCallback): void {
    this.#worker.accompany(signal => this.#call(callback, signal))
  }

  async stop(deadline: AbortSignal): Promise<void> {
    await this.#worker.stop(deadline)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.[Symbol.asyncDispose]()
  }

  async #call({ dag, run, name, reason }: DagCallback, signal: AbortSignal): Promise<void> {
    const state = name === 'onSuccess' ? 'success' : 'failed'
    const key = `<DagRun ${run.dagId} @ ${run.runId}>`
    const result = await this.#open.runners.run(
      { type: 'dag_callback', dag: attemptDag(dag), run, name, state, reason },
      {
        onLine: line => this.#log.info('callback_output', { key, callback: name, line }),
        store: this.#open.storeOfRun(run),
        signal,
      },
    )
    if (result.type === 'threw') this.#log.warn('callback_failed', { key, callback: name, error: result.error })
    if (result.type === 'died')
      this.#log.warn('callback_failed', { key, callback: name, error: `its process ended (${result.how})` })
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

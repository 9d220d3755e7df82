import {
  type CallHooks,
  filelocOf,
  type HandlerResult,
  type HandlerRunner,
  type ProcessGuard,
  type RunnerCall,
} from '../task/attempt-io.ts'
import { type Impersonation, ImpersonationFailed, impersonationOf } from '../task/impersonation.ts'
import type { OutputPipes } from './output-pipes.ts'
import { RunnerProcess } from './runner-process.ts'

export interface RunnerPoolSettings {
  readonly dagsFolder: string
  readonly env: NodeJS.ProcessEnv
  /** [core] default_impersonation */
  readonly defaultUser: string | null
  /** How long an unused runner stays, milliseconds (slipstream.runner_idle_seconds). */
  readonly idleMs: number
  /** Runners kept ready without a DAG file while handlers are being run (slipstream.warm_runners). */
  readonly warmRunners: number
}

const SHORTEST_SWEEP_MS = 250

/** Unused runners beyond these end at once, the longest unused first: many DAG files must not mean as many processes. */
const MOST_IDLE = 8

/** Warm runners: a handler finds a process that has its DAG file loaded, or a blank one that loads it. */
export class RunnerPool implements HandlerRunner, Disposable {
  readonly #settings: RunnerPoolSettings
  readonly #pipes: OutputPipes
  readonly #guard: ProcessGuard
  readonly #busy = new Set<RunnerProcess>()
  #idle: RunnerProcess[] = []
  #sweeper: NodeJS.Timeout | null = null

  constructor(settings: RunnerPoolSettings, parts: { readonly pipes: OutputPipes; readonly guard: ProcessGuard }) {
    this.#settings = settings
    this.#pipes = parts.pipes
    this.#guard = parts.guard
  }

  async run(call: RunnerCall, hooks: CallHooks): Promise<HandlerResult> {
    try {
      return await this.#runAs(await impersonationOf(this.#userOf(call)), call, hooks)
    } catch (error) {
      if (!(error instanceof ImpersonationFailed)) throw error
      return { type: 'threw', error: error.message, mayRetry: true }
    }
  }

  async #runAs(as: Impersonation | null, call: RunnerCall, hooks: CallHooks): Promise<HandlerResult> {
    const runner = this.#take(filelocOf(call), as)
    this.#busy.add(runner)
    this.#keepWarm()
    try {
      return await runner.run(call, hooks)
    } finally {
      this.#busy.delete(runner)
      this.#giveBack(runner)
    }
  }

  [Symbol.dispose](): void {
    this.#stopSweeping()
    for (const runner of [...this.#idle, ...this.#busy]) runner.end()
    this.#idle = []
  }

  /** What a run's own callbacks do is the scheduler's; a task's are the task's. */
  #userOf(call: RunnerCall): string | null {
    return call.type === 'dag_callback' ? null : (call.request.task.runAsUser ?? this.#settings.defaultUser)
  }

  /** The most recently used first: the others grow old and are swept. */
  #take(fileloc: string, as: Impersonation | null): RunnerProcess {
    const usable = this.#idle.filter(runner => runner.isAlive && runner.user === (as?.user ?? null))
    const chosen = usable.findLast(runner => runner.holds(fileloc)) ?? usable.findLast(runner => runner.isBlank)
    this.#idle = this.#idle.filter(runner => runner !== chosen && runner.isAlive)
    return chosen ?? this.#start(as)
  }

  #giveBack(runner: RunnerProcess): void {
    if (!runner.isAlive) {
      runner.end()
      return
    }
    runner.idleSinceMs = performance.now()
    this.#idle.push(runner)
    if (this.#idle.length > MOST_IDLE) this.#idle.shift()?.end()
    this.#sweeper ??= setInterval(() => this.#sweep(), Math.max(this.#settings.idleMs / 4, SHORTEST_SWEEP_MS)).unref()
  }

  #keepWarm(): void {
    const blank = this.#idle.filter(runner => runner.isBlank).length
    for (let count = blank; count < this.#settings.warmRunners; count += 1) this.#giveBack(this.#start(null))
  }

  #sweep(): void {
    const oldest = performance.now() - this.#settings.idleMs
    for (const runner of this.#idle.filter(one => one.idleSinceMs < oldest)) runner.end()
    this.#idle = this.#idle.filter(one => one.idleSinceMs >= oldest && one.isAlive)
    if (this.#idle.length === 0) this.#stopSweeping()
  }

  #stopSweeping(): void {
    if (this.#sweeper !== null) clearInterval(this.#sweeper)
    this.#sweeper = null
  }

  #start(as: Impersonation | null): RunnerProcess {
    return new RunnerProcess({
      dagsFolder: this.#settings.dagsFolder,
      env: this.#settings.env,
      as,
      guard: this.#guard,
      output: { out: this.#pipes.open(), err: this.#pipes.open() },
    })
  }
}

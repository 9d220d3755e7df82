import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fileVersion } from '../sdk/dag-file-loader.ts'
import { nodeArguments } from '../service/node-child.ts'
import {
  type CallHooks,
  filelocOf,
  type HandlerResult,
  type OutputPipe,
  type ProcessGuard,
  type RunnerCall,
} from '../task/attempt-io.ts'
import { type Impersonation, signalImpersonated } from '../task/impersonation.ts'
import { type EndReason, isAtOnce } from '../task/outcome.ts'
import { beforeEndMark, type FromRunner, type StoreQuestion, type ToRunner } from '../task/runner-protocol.ts'

export interface RunnerStart {
  readonly dagsFolder: string
  readonly env: NodeJS.ProcessEnv
  readonly guard: ProcessGuard
  /** Whose process it is, where not the worker's. */
  readonly as: Impersonation | null
  readonly output: { readonly out: OutputPipe; readonly err: OutputPipe }
}

/** From a handler's abort to the end of its process: a handler that does not listen loses its runner. A lost lease leaves no time. */
const ABORT_GRACE_MS = 5000

/** How long a runner that has ended is waited for to be read to its last line: somebody may still hold its output. */
const LAST_OUTPUT_MS = 1000

const RUNNER_ENTRY = fileURLToPath(new URL('../task/runner.ts', import.meta.url))

/** One process that has a DAG file loaded and runs its handlers, one at a time. */
export class RunnerProcess {
  readonly #child: ChildProcess
  readonly #guard: ProcessGuard
  readonly #as: Impersonation | null
  /** How the process ended; all its output has been handed on by then. */
  readonly #ended: Promise<string>
  #files: ReadonlyMap<string, string> = new Map()
  #fileloc: string | null = null
  #call: OpenCall | null = null
  #calls = 0
  #isAlive = true
  #isEnding = false
  idleSinceMs = 0

  constructor(start: RunnerStart) {
    this.#guard = start.guard
    this.#as = start.as
    this.#child = startChild(start)
    if (this.#child.pid !== undefined) start.guard.add(this.#child.pid, start.as)
    this.#ended = this.#watchEnd(start.output)
    this.#child.on('message', message => this.#onMessage(message as FromRunner))
  }

  /** Whether it can be given another call. */
  get isAlive(): boolean {
    return this.#isAlive && !this.#isEnding
  }

  /** Whether this process has that DAG file loaded, as it and all that it imports stand on disk now. */
  holds(fileloc: string): boolean {
    return this.#fileloc === fileloc && [...this.#files].every(([path, version]) => fileVersion(path) === version)
  }

  /** Null: the worker's own. */
  get user(): string | null {
    return this.#as?.user ?? null
  }

  get isBlank(): boolean {
    return this.#fileloc === null
  }

  async run(call: RunnerCall, hooks: CallHooks): Promise<HandlerResult> {
    this.#fileloc = filelocOf(call)
    this.#calls += 1
    const open = new OpenCall(hooks)
    this.#call = open
    const abort = (): void => this.#abort(hooks.signal.reason as EndReason | undefined)
    hooks.signal.addEventListener('abort', abort)
    this.#send({ type: 'run', callId: this.#calls, call })
    if (hooks.signal.aborted) abort()
    const result = await Promise.race([open.ended, this.#ended.then<HandlerResult>(how => ({ type: 'died', how }))])
    hooks.signal.removeEventListener('abort', abort)
    this.#call = null
    // Node keeps the error of a module that failed to load: only another process can load it again.
    if (hooks.signal.aborted || this.#files.size === 0) this.end()
    return hooks.signal.aborted ? ENDED_EARLY : result
  }

  end(): void {
    this.#isEnding = true
    if (this.#isAlive && this.#child.pid !== undefined) signalImpersonated(this.#child.pid, 'SIGKILL', this.#as)
  }

  /** SIGTERM reaches what the handler has started; the runner itself takes it as its handler's abort signal. */
  #abort(reason: EndReason | undefined): void {
    if (!this.#isAlive || this.#child.pid === undefined) return
    signalImpersonated(this.#child.pid, 'SIGTERM', this.#as)
    const timer = setTimeout(() => this.end(), isAtOnce(reason) ? 0 : ABORT_GRACE_MS)
    void this.#ended.then(() => clearTimeout(timer))
  }

  #send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  #onLine(line: string, isError: boolean): void {
    const rest = beforeEndMark(line)
    if (rest !== '') this.#call?.hooks.onLine(rest ?? line, isError)
    if (rest !== null) this.#call?.onEndMark()
  }

  #onMessage(message: FromRunner): void {
    if (message.type === 'loaded') this.#files = new Map(message.files)
    else if (message.type === 'done') this.#onDone(message)
    else void this.#answer(message)
  }

  #onDone({ result, isClean }: Extract<FromRunner, { type: 'done' }>): void {
    if (!isClean) this.#isEnding = true
    this.#call?.onResult(result)
  }

  async #answer(question: StoreQuestion): Promise<void> {
    const { id } = question
    try {
      this.#send({ type: 'answer', id, value: (await this.#ask(question)) ?? null })
    } catch (error) {
      this.#send({ type: 'answer', id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  async #ask({ callId, method, args }: StoreQuestion): Promise<unknown> {
    const store = this.#call?.hooks.store as Record<string, (...args: unknown[]) => Promise<unknown>> | undefined
    if (store === undefined || callId !== this.#calls)
      throw new Error(`${method} was called after the task had ended. Await it in the handler`)
    return store[method]?.(...args)
  }

  async #watchEnd(output: RunnerStart['output']): Promise<string> {
    const lines = Promise.all([
      output.out.read(line => this.#onLine(line, false)),
      output.err.read(line => this.#onLine(line, true)),
    ])
    const how = await this.#exit()
    this.#isAlive = false
    if (this.#child.pid !== undefined) this.#guard.remove(this.#child.pid)
    const deadline = new AbortController()
    await Promise.race([lines, sleep(LAST_OUTPUT_MS, undefined, { signal: deadline.signal }).catch(() => undefined)])
    deadline.abort()
    for (const pipe of [output.out, output.err]) pipe.abandon()
    return how
  }

  #exit(): Promise<string> {
    return new Promise(resolve => {
      this.#child.once('error', error => resolve(error.message))
      this.#child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
    })
  }
}

function startChild({ as, dagsFolder, env, output: { out, err } }: RunnerStart): ChildProcess {
  const [program, ...args] = [...(as?.prefix ?? []), process.execPath, ...nodeArguments(RUNNER_ENTRY, dagsFolder)]
  return spawn(program as string, args, {
    detached: true,
    env: { ...env, ...as?.env },
    // sudo closes what is above stderr.
    stdio: as === null ? ['ignore', out.writeFd, err.writeFd, 'ipc'] : ['ipc', out.writeFd, err.writeFd],
  })
}

/** Said of a call that was aborted, whatever it came to: it did not run to its end. */
const ENDED_EARLY: HandlerResult = { type: 'died', how: 'it was ended' }

/** A call is over when its result and the end marks of both outputs are there: then every line has reached the log. */
class OpenCall {
  readonly hooks: CallHooks
  readonly ended: Promise<HandlerResult>
  #end: (result: HandlerResult) => void = () => undefined
  #result: HandlerResult | null = null
  #marksMissing = 2

  constructor(hooks: CallHooks) {
    this.hooks = hooks
    this.ended = new Promise(resolve => {
      this.#end = resolve
    })
  }

  onResult(result: HandlerResult): void {
    this.#result = result
    this.#check()
  }

  onEndMark(): void {
    this.#marksMissing -= 1
    this.#check()
  }

  #check(): void {
    if (this.#result !== null && this.#marksMissing <= 0) this.#end(this.#result)
  }
}

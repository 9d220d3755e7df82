import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeArguments } from '../service/node-child.ts'
import {
  type CallHooks,
  filelocOf,
  type HandlerResult,
  type OutputPipe,
  type ProcessGuard,
  type RunnerCall,
} from '../task/attempt-io.ts'
import { signalGroup } from '../task/run-bash.ts'
import { beforeEndMark, type FromRunner, type ToRunner } from '../task/runner-protocol.ts'

export interface RunnerStart {
  readonly dagsFolder: string
  readonly env: NodeJS.ProcessEnv
  readonly guard: ProcessGuard
  readonly output: { readonly out: OutputPipe; readonly err: OutputPipe }
}

/** From a handler's abort to the end of its process: a handler that does not listen loses its runner. */
const ABORT_GRACE_MS = 5000

const RUNNER_ENTRY = fileURLToPath(new URL('../task/runner.ts', import.meta.url))

/** One process that has a DAG file loaded and runs its handlers, one at a time. */
export class RunnerProcess {
  readonly #child: ChildProcess
  readonly #guard: ProcessGuard
  readonly #exited: Promise<string>
  #files = new Map<string, string>()
  #fileloc: string | null = null
  #call: OpenCall | null = null
  #isAlive = true
  idleSinceMs = 0

  constructor(start: RunnerStart) {
    const { out, err } = start.output
    this.#guard = start.guard
    this.#child = spawn(process.execPath, nodeArguments(RUNNER_ENTRY, start.dagsFolder), {
      detached: true,
      env: start.env,
      stdio: ['ignore', out.writeFd, err.writeFd, 'ipc'],
    })
    if (this.#child.pid !== undefined) start.guard.add(this.#child.pid)
    this.#exited = this.#watchExit()
    this.#child.on('message', message => this.#onMessage(message as FromRunner))
    void out.read(line => this.#onLine(line, false))
    void err.read(line => this.#onLine(line, true))
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Whether this process has that DAG file loaded, as it and all that it imports stand on disk now. */
  holds(fileloc: string): boolean {
    return this.#fileloc === fileloc && [...this.#files].every(([path, version]) => versionOf(path) === version)
  }

  get isBlank(): boolean {
    return this.#fileloc === null
  }

  async run(call: RunnerCall, hooks: CallHooks): Promise<HandlerResult> {
    this.#fileloc = filelocOf(call)
    const open = new OpenCall(hooks)
    this.#call = open
    const abort = (): void => this.#abort()
    hooks.signal.addEventListener('abort', abort)
    this.#send({ type: 'run', call })
    if (hooks.signal.aborted) abort()
    const result = await Promise.race([open.ended, this.#exited.then<HandlerResult>(how => ({ type: 'died', how }))])
    hooks.signal.removeEventListener('abort', abort)
    if (hooks.signal.aborted) this.end()
    this.#call = null
    return result
  }

  end(): void {
    if (this.#isAlive && this.#child.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL')
  }

  /** SIGTERM reaches what the handler has started; the runner itself takes it as its handler's abort signal. */
  #abort(): void {
    if (!this.#isAlive || this.#child.pid === undefined) return
    signalGroup(this.#child.pid, 'SIGTERM')
    const timer = setTimeout(() => this.end(), ABORT_GRACE_MS)
    void this.#exited.then(() => clearTimeout(timer))
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
    if (message.type === 'loaded') this.#files = new Map(message.files.map(path => [path, versionOf(path)]))
    else if (message.type === 'done') this.#call?.onResult(message.result)
    else void this.#answer(message)
  }

  async #answer({ id, method, args }: Extract<FromRunner, { type: 'ask' }>): Promise<void> {
    try {
      const ask = this.#call?.hooks.store[method] as (...args: unknown[]) => Promise<unknown>
      this.#send({ type: 'answer', id, value: (await ask(...args)) ?? null })
    } catch (error) {
      this.#send({ type: 'answer', id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  #watchExit(): Promise<string> {
    return new Promise(resolve => {
      const end = (how: string): void => {
        this.#isAlive = false
        if (this.#child.pid !== undefined) this.#guard.remove(this.#child.pid)
        resolve(how)
      }
      this.#child.once('error', error => end(error.message))
      this.#child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`))
    })
  }
}

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

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? 'gone' : `${stat.mtimeMs}-${stat.size}`
}

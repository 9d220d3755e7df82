import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { isSameProcess, processTree, startTimeOf } from './processes.ts'

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Gets all that it prints. */
  readonly logFile: string
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
}

/** A program that runs until it is stopped, with all that it starts; whatever ends the bench ends it, too. */
export class Program {
  readonly #child: ChildProcess
  readonly #logFile: string
  readonly #command: string

  constructor(command: string, args: readonly string[], { logFile, ...options }: ProgramOptions) {
    const log = openSync(logFile, 'a')
    this.#logFile = logFile
    this.#command = [command, ...args].join(' ')
    this.#child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] })
    closeSync(log)
    running.add(this)
    this.#child.once('error', () => running.delete(this))
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#command} could not be started`)
    return this.#child.pid
  }

  /** Throws with the last lines it printed, when it has ended. */
  assertRuns(): void {
    if (!this.#hasEnded) return
    const lines = readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    throw new Error(`${this.#command} has ended (${this.#child.exitCode ?? this.#child.signalCode}):\n${lines}`)
  }

  /** Asks it to end, and kills what is left of it after that time. */
  async stop({ withinMs = 15_000, signal = 'SIGTERM' as NodeJS.Signals } = {}): Promise<void> {
    const tree = processTree(this.pid).map(pid => ({ pid, startTime: startTimeOf(pid) }))
    if (!this.#hasEnded) {
      const ended = new Promise(resolve => this.#child.once('exit', resolve))
      this.#child.kill(signal)
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, withinMs).unref())])
    }
    this.kill()
    for (const one of tree) if (isSameProcess(one)) killQuietly(one.pid)
    running.delete(this)
  }

  /** Kills its process group at once. */
  kill(): void {
    killQuietly(-this.pid)
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }
}

const running = new Set<Program>()

process.on('exit', () => {
  for (const program of running) program.kill()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

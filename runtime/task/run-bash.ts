import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputPipe, ProcessGuard } from './attempt-io.ts'
import { LastLine } from './last-line.ts'
import type { EndReason, Outcome } from './outcome.ts'
import { signalGroup } from './signal-group.ts'

export interface BashCommand {
  readonly command: string
  readonly env: NodeJS.ProcessEnv
  /** Null: a temporary folder of its own, removed afterwards (Airflow's airflowtmp…). */
  readonly cwd: string | null
  readonly skipOnExitCode: readonly number[]
}

export interface BashParts {
  readonly openPipe: () => OutputPipe
  readonly guard: ProcessGuard
  readonly onLine: (line: string) => void
  /** From SIGTERM to SIGKILL, milliseconds ([core] killed_task_cleanup_time). */
  readonly killAfterMs: number
  readonly signal: AbortSignal
}

/**
 * Runs a command with `bash -c` in a process group of its own; the value is the last line of its output, stdout and
 * stderr merged (Airflow's BashOperator). The abort signal ends the whole group, and then the outcome is a failure,
 * whatever exit code the command has answered with.
 */
export async function runBash(bash: BashCommand, parts: BashParts): Promise<Outcome> {
  const problem = bash.cwd === null ? null : cwdProblem(bash.cwd)
  if (problem !== null) return failed(problem)
  const cwd = bash.cwd ?? (await mkdtemp(join(tmpdir(), 'airflowtmp')))
  try {
    const outcome = await runIn(cwd, bash, parts)
    return parts.signal.aborted ? failed('Bash command was ended.') : outcome
  } finally {
    // What the command left there may not be ours to remove, and changes nothing about how it ended.
    if (bash.cwd === null) await rm(cwd, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Airflow's words for a wrong `cwd`. */
function cwdProblem(cwd: string): string | null {
  const stat = statSync(cwd, { throwIfNoEntry: false })
  if (stat === undefined) return `Can not find the cwd: ${cwd}`
  return stat.isDirectory() ? null : `The cwd ${cwd} must be a directory`
}

const failed = (error: string): Outcome => ({ type: 'failed', error, mayRetry: true })

async function runIn(cwd: string, bash: BashCommand, parts: BashParts): Promise<Outcome> {
  const pipe = parts.openPipe()
  const lastLine = new LastLine()
  const child = start(cwd, bash, pipe)
  if (child instanceof Error) return cannotStart(child)
  const exited = new Promise<Exit>(resolve => {
    child.once('error', error => resolve({ error }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const drained = pipe.read((line, isContinued) => {
    lastLine.add(line, isContinued)
    parts.onLine(line)
  })
  const exit = child.pid === undefined ? await exited : await supervise(child.pid, { exited, drained, pipe, parts })
  if (!('error' in exit)) return outcomeOf(exit, lastLine.value, bash)
  pipe.abandon()
  return cannotStart(exit.error)
}

/** Some failures of spawn are thrown, others become an event of the child. */
function start(cwd: string, bash: BashCommand, pipe: OutputPipe): ChildProcess | Error {
  try {
    return spawn('bash', ['-c', bash.command], {
      cwd,
      env: bash.env,
      detached: true,
      stdio: ['ignore', pipe.writeFd, pipe.writeFd],
    })
  } catch (error) {
    pipe.abandon()
    return error as Error
  }
}

function cannotStart(error: Error): Outcome {
  const isTooLong = (error as NodeJS.ErrnoException).code === 'E2BIG'
  const hint = isTooLong ? '. The command or its environment is too long: put it in a file, and run that' : ''
  return failed(`bash could not be started: ${error.message}${hint}`)
}

interface Exited {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

type Exit = Exited | { readonly error: Error }

interface Running {
  readonly exited: Promise<Exit>
  readonly drained: Promise<void>
  readonly pipe: OutputPipe
  readonly parts: BashParts
}

/** The attempt is over when bash has ended and nobody writes to its output any more, or when it was ended by force. */
async function supervise(group: number, { exited, drained, pipe, parts }: Running): Promise<Exit> {
  parts.guard.add(group)
  const killer = new GroupKiller(group, { pipe, killAfterMs: () => graceOf(parts) })
  const onAbort = (): void => killer.start()
  parts.signal.addEventListener('abort', onAbort)
  if (parts.signal.aborted) onAbort()
  try {
    const exit = await exited
    await Promise.race([drained, killer.finished])
    return exit
  } finally {
    parts.signal.removeEventListener('abort', onAbort)
    killer.stop()
    parts.guard.remove(group)
  }
}

/** A task whose worker loses its lease has no time to end itself. */
const graceOf = ({ signal, killAfterMs }: BashParts): number =>
  (signal.reason as EndReason | undefined)?.type === 'lease_lost' ? 0 : killAfterMs

/** After SIGTERM a group has killAfterMs, then SIGKILL takes what is left of it. */
class GroupKiller {
  readonly finished: Promise<void>
  readonly #group: number
  readonly #parts: { readonly pipe: OutputPipe; readonly killAfterMs: () => number }
  readonly #timers: NodeJS.Timeout[] = []
  #finish: () => void = () => undefined

  constructor(group: number, parts: { readonly pipe: OutputPipe; readonly killAfterMs: () => number }) {
    this.#group = group
    this.#parts = parts
    this.finished = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  start(): void {
    signalGroup(this.#group, 'SIGTERM')
    this.#timers.push(setTimeout(() => this.#kill(), this.#parts.killAfterMs()))
    this.#timers.push(setInterval(() => this.#check(), GROUP_CHECK_MS))
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #check(): void {
    if (!signalGroup(this.#group, 0)) this.#end()
  }

  #kill(): void {
    signalGroup(this.#group, 'SIGKILL')
    this.#end()
  }

  /** Somebody who left the group may still hold the pipe: it is not waited for. */
  #end(): void {
    this.stop()
    this.#parts.pipe.abandon()
    this.#finish()
  }
}

const GROUP_CHECK_MS = 50

function outcomeOf(exit: Exited, value: string | undefined, bash: BashCommand): Outcome {
  if (exit.code === 0) return { type: 'success', value, skipmixin: null }
  if (exit.code !== null && bash.skipOnExitCode.includes(exit.code))
    return { type: 'skipped', message: `Bash command returned exit code ${exit.code}. Skipping.` }
  const how = exit.code === null ? `was killed by ${exit.signal}` : `returned a non-zero exit code ${exit.code}`
  return failed(`Bash command failed. The command ${how}.`)
}

import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputPipe, ProcessGuard } from './attempt-io.ts'
import { type Impersonation, makeTemporaryFolder, removeFolder, signalImpersonated } from './impersonation.ts'
import { LastLine } from './last-line.ts'
import { type EndReason, isAtOnce, type Outcome } from './outcome.ts'

export interface BashCommand {
  readonly command: string
  readonly env: NodeJS.ProcessEnv
  /** Null: a temporary folder of its own, removed afterwards (Airflow's airflowtmp…). */
  readonly cwd: string | null
  readonly skipOnExitCode: readonly number[]
  /** Whose processes they are, where not the worker's. */
  readonly as: Impersonation | null
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
  // Another user may see folders that the worker does not.
  const problem = bash.cwd === null || bash.as !== null ? null : cwdProblem(bash.cwd)
  if (problem !== null) return failed(problem)
  const cwd = bash.cwd ?? (await temporaryFolder(bash.as))
  try {
    const outcome = await runIn(cwd, bash, parts)
    return parts.signal.aborted ? failed('Bash command was ended.') : outcome
  } finally {
    // What the command left there may not be ours to remove, and changes nothing about how it ended.
    if (bash.cwd === null) await removeTemporary(cwd, bash.as).catch(() => undefined)
  }
}

const temporaryFolder = (as: Impersonation | null): Promise<string> =>
  as === null ? mkdtemp(join(tmpdir(), 'airflowtmp')) : makeTemporaryFolder(as)

const removeTemporary = (folder: string, as: Impersonation | null): Promise<void> =>
  as === null ? rm(folder, { recursive: true, force: true }) : removeFolder(as, folder)

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
  const exit =
    child.pid === undefined ? await exited : await supervise(child.pid, { exited, drained, pipe, parts, as: bash.as })
  if (!('error' in exit)) return outcomeOf(exit, lastLine.value, bash)
  pipe.abandon()
  return cannotStart(exit.error)
}

/** Some failures of spawn are thrown, others become an event of the child. */
function start(cwd: string, bash: BashCommand, pipe: OutputPipe): ChildProcess | Error {
  try {
    const [program, ...args] = commandLine(cwd, bash)
    return spawn(program as string, args, {
      cwd: bash.as === null ? cwd : '/',
      env: { ...bash.env, ...bash.as?.env },
      detached: true,
      stdio: ['ignore', pipe.writeFd, pipe.writeFd],
    })
  } catch (error) {
    pipe.abandon()
    return error as Error
  }
}

/** It is the other user who has to be able to enter the folder. */
function commandLine(cwd: string, { command, as }: BashCommand): string[] {
  if (as === null) return ['bash', '-c', command]
  return [...as.prefix, 'bash', '-c', 'cd -- "$1" && exec bash -c "$2"', 'bash', cwd, command]
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
  readonly as: Impersonation | null
}

/** The attempt is over when bash has ended and nobody writes to its output any more, or when it was ended by force. */
async function supervise(group: number, { exited, drained, pipe, parts, as }: Running): Promise<Exit> {
  parts.guard.add(group, as)
  const killer = new GroupKiller(group, { pipe, as, killAfterMs: () => graceOf(parts) })
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

const graceOf = ({ signal, killAfterMs }: BashParts): number =>
  isAtOnce(signal.reason as EndReason | undefined) ? 0 : killAfterMs

interface KillerParts {
  readonly pipe: OutputPipe
  readonly as: Impersonation | null
  readonly killAfterMs: () => number
}

/** After SIGTERM a group has killAfterMs, then SIGKILL takes what is left of it. */
class GroupKiller {
  readonly finished: Promise<void>
  readonly #group: number
  readonly #parts: KillerParts
  readonly #timers: NodeJS.Timeout[] = []
  #finish: () => void = () => undefined

  constructor(group: number, parts: KillerParts) {
    this.#group = group
    this.#parts = parts
    this.finished = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  start(): void {
    this.#signal('SIGTERM')
    this.#timers.push(setTimeout(() => this.#kill(), this.#parts.killAfterMs()))
    this.#timers.push(setInterval(() => this.#check(), GROUP_CHECK_MS))
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #check(): void {
    if (!this.#signal(0)) this.#end()
  }

  #kill(): void {
    this.#signal('SIGKILL')
    this.#end()
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    return signalImpersonated(this.#group, signal, this.#parts.as)
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

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputPipe, ProcessGuard } from './attempt-io.ts'
import type { Outcome } from './outcome.ts'

export interface BashCommand {
  readonly command: string
  readonly env: NodeJS.ProcessEnv
  /** Null: a temporary folder of its own, removed afterwards (Airflow's airflowtmp…). */
  readonly cwd: string | null
  readonly skipOnExitCode: readonly number[]
}

export interface BashParts {
  readonly pipe: OutputPipe
  readonly guard: ProcessGuard
  readonly onLine: (line: string) => void
  /** From SIGTERM to SIGKILL, milliseconds ([core] killed_task_cleanup_time). */
  readonly killAfterMs: number
  readonly signal: AbortSignal
}

/**
 * Runs a command with `bash -c` in a process group of its own; the value is the last line of its output, stdout and
 * stderr merged (Airflow's BashOperator). The abort signal ends the whole group.
 */
export async function runBash(bash: BashCommand, parts: BashParts): Promise<Outcome> {
  const cwd = bash.cwd ?? (await mkdtemp(join(tmpdir(), 'airflowtmp')))
  try {
    return await runIn(cwd, bash, parts)
  } finally {
    if (bash.cwd === null) await rm(cwd, { recursive: true, force: true })
  }
}

async function runIn(cwd: string, bash: BashCommand, parts: BashParts): Promise<Outcome> {
  const { pipe } = parts
  let lastLine = ''
  const child = spawn('bash', ['-c', bash.command], {
    cwd,
    env: bash.env,
    detached: true,
    stdio: ['ignore', pipe.writeFd, pipe.writeFd],
  })
  const exited = new Promise<Exit>(resolve => {
    child.once('error', error => resolve({ error }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const drained = pipe.read(line => {
    lastLine = line
    parts.onLine(line)
  })
  const exit = child.pid === undefined ? await exited : await supervise(child.pid, { exited, drained, parts })
  if ('error' in exit) pipe.abandon()
  return outcomeOf(exit, lastLine, bash)
}

type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null } | { readonly error: Error }

interface Running {
  readonly exited: Promise<Exit>
  readonly drained: Promise<void>
  readonly parts: BashParts
}

/** The attempt is over when bash has ended and nobody writes to its output any more, or when it was ended by force. */
async function supervise(group: number, { exited, drained, parts }: Running): Promise<Exit> {
  parts.guard.add(group)
  const killer = new GroupKiller(group, parts)
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

/** After SIGTERM a group has killAfterMs, then SIGKILL takes what is left of it. */
class GroupKiller {
  readonly finished: Promise<void>
  readonly #group: number
  readonly #parts: BashParts
  readonly #timers: NodeJS.Timeout[] = []
  #finish: () => void = () => undefined

  constructor(group: number, parts: BashParts) {
    this.#group = group
    this.#parts = parts
    this.finished = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  start(): void {
    signalGroup(this.#group, 'SIGTERM')
    this.#timers.push(setTimeout(() => this.#kill(), this.#parts.killAfterMs))
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

/** @returns whether the group still had a process */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

function outcomeOf(exit: Exit, lastLine: string, bash: BashCommand): Outcome {
  if ('error' in exit)
    return { type: 'failed', error: `bash could not be started: ${exit.error.message}`, mayRetry: true }
  if (exit.code === 0) return { type: 'success', value: lastLine, skipmixin: null }
  if (exit.code !== null && bash.skipOnExitCode.includes(exit.code))
    return { type: 'skipped', message: `Bash command returned exit code ${exit.code}. Skipping.` }
  const how = exit.code === null ? `was killed by ${exit.signal}` : `returned a non-zero exit code ${exit.code}`
  return { type: 'failed', error: `Bash command failed. The command ${how}.`, mayRetry: true }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { restFor } from '../../service/poll.ts'
import type { StopSignals } from '../services/stop-signals.ts'
import type { Printer } from './prefix-lines.ts'

export interface KeptService {
  /** The command, e.g. `scheduler`. */
  readonly name: string
  readonly env: NodeJS.ProcessEnv
  /** How long it may take to stop in order, milliseconds. */
  readonly graceMs: number
  readonly stop: StopSignals
  readonly printer: Printer
}

/** Runs `airflow <name>` again and again until the stop signal; returns when no process is left. */
export async function keepRunning(service: KeptService): Promise<void> {
  const { name, stop, printer } = service
  let restMs = FIRST_REST_MS
  while (!stop.signal.aborted) {
    const startedMs = performance.now()
    const how = await runOnce(service)
    if (stop.signal.aborted) return
    restMs = performance.now() - startedMs > STEADY_MS ? FIRST_REST_MS : Math.min(restMs * 2, LONGEST_REST_MS)
    printer.print('standalone', `${name} ended (${how}); starting it again in ${restMs / 1000} s`)
    await restFor(restMs, stop.signal)
  }
}

const FIRST_REST_MS = 500
const LONGEST_REST_MS = 30_000
/** One that ran for so long starts without waiting. */
const STEADY_MS = 60_000
const KILL_AFTER_MS = 10_000

async function runOnce(service: KeptService): Promise<string> {
  const child = start(service)
  const ended = new AbortController()
  const stopping = stopWhenAsked(child, service, ended.signal)
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  ended.abort()
  await stopping
  return signal === null ? `exit code ${code}` : signal
}

/**
 * In a process group of its own, so that a Ctrl-C reaches it through us only; the IPC channel tells it when we are gone,
 * however we went.
 */
function start({ name, env, printer }: KeptService): ChildProcess {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, name], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) printer.printAll(name, stream)
  return child
}

/** TERM asks it to stop in order, a second TERM to stop now, and KILL ends what still lives. */
async function stopWhenAsked(child: ChildProcess, { stop, graceMs }: KeptService, ended: AbortSignal): Promise<void> {
  await restFor(Number.POSITIVE_INFINITY, AbortSignal.any([stop.signal, ended]))
  if (ended.aborted) return
  child.kill('SIGTERM')
  await restFor(graceMs, AbortSignal.any([stop.deadline, ended]))
  if (ended.aborted) return
  child.kill('SIGTERM')
  await restFor(KILL_AFTER_MS, ended)
  if (!ended.aborted) child.kill('SIGKILL')
}

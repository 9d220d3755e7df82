import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { Call } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { refuseRunning, runningPid } from './pid-file.ts'
import type { ServiceFiles } from './service-options.ts'

export interface Daemon {
  readonly name: string
  readonly files: ServiceFiles
  readonly config: Config
}

/**
 * Starts the same command without `-D` in a session of its own, and returns once it has its pid file and logs its
 * start. When it ends instead, what it printed belongs to the error.
 * @throws ServiceAlreadyRunning, CommandFailed
 */
export async function startDaemon(call: Call, daemon: Daemon): Promise<void> {
  const { name, files, config } = daemon
  refuseRunning(files.pid, name)
  process.umask(config.integer('core', 'daemon_umask'))
  const before = { err: sizeOf(files.err), log: sizeOf(files.log) }
  const child = spawnDetached(call, daemon)
  const deadline = performance.now() + START_WITHIN_MS
  const isUp = (): boolean =>
    runningPid(files.pid, name) === child.pid && (sizeOf(files.log) > before.log || performance.now() > deadline)
  while (child.exitCode === null && child.signalCode === null && !isUp()) await sleep(POLL_MS)
  const how = child.exitCode ?? child.signalCode
  if (how !== null) throw new CommandFailed(`The ${name} ended at once (${how}): ${textSince(files.err, before.err)}`)
  child.unref()
  console.log(`Started the ${name} under PID ${child.pid}; it logs to ${files.log}`)
}

const POLL_MS = 20
/** With a log level that leaves out the start, being alive for so long has to do. */
const START_WITHIN_MS = 10_000

function spawnDetached(call: Call, { files, config }: Daemon): ChildProcess {
  const [out, err] = [openSync(files.out, 'a'), openSync(files.err, 'a')]
  const script = process.argv[1] as string
  const child = spawn(process.execPath, [...process.execArgv, script, ...foregroundArgs(call, files)], {
    detached: true,
    stdio: ['ignore', out, err],
    env: { ...call.env, AIRFLOW_HOME: config.home },
  })
  closeSync(out)
  closeSync(err)
  return child
}

function foregroundArgs({ argv }: Call, files: ServiceFiles): string[] {
  const kept = argv.filter(word => word !== '-D' && word !== '--daemon')
  return [...kept, '--pid', files.pid, '--log-file', files.log]
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const textSince = (file: string, size: number): string => readFileSync(file).subarray(size).toString('utf8').trim()

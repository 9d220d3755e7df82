import { closeSync, openSync, writeSync } from 'node:fs'
import { NodeReporter } from '../../cluster/node-reporter.ts'
import { NodeWatch } from '../../cluster/node-watch.ts'
import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/database.ts'
import type { NodeRole } from '../../db/node.ts'
import { systemClock } from '../../service/clock.ts'
import { type Log, type LogLevel, openLog } from '../../service/log.ts'
import type { Call } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { readVersion } from '../system/version.ts'
import { startDaemon } from './daemon.ts'
import { claimPidFile, runningPid } from './pid-file.ts'
import { type ServiceFiles, type ServiceOptions, serviceFiles } from './service-options.ts'
import { listenForStop } from './stop-signals.ts'

/** What a long-lived part gets; it returns when it has stopped. */
export interface ServiceParts {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  /** What the database is told of this process. */
  readonly node: NodeReporter
}

export interface Service {
  readonly name: NodeRole
  /** Whether it keeps a pid file in the foreground too. */
  readonly isSingle: boolean
  /** Its own name, where one home may have several: a second one then has files of its own. */
  readonly instance?: string
  run(parts: ServiceParts): Promise<void>
}

/** Runs the service here, or with `-D` in the background. @throws ServiceAlreadyRunning */
export function runService(call: Call<ServiceOptions>, service: Service): Promise<number> {
  if (call.options.daemon !== true) return withDatabase(call, opened => inForeground(call, opened, service))
  // The audit log hears of it from the daemon itself.
  return withDatabase({ ...call, audit: null }, opened => inBackground(call, opened, service))
}

async function inBackground(call: Call<ServiceOptions>, { config }: Opened, service: Service): Promise<number> {
  await startDaemon(call, { name: service.name, config, files: filesOf(config, service, call.options) })
  return 0
}

/** The usual files, unless another one that runs has them and this one has a name. */
function filesOf(config: Config, { name, instance }: Service, options: ServiceOptions): ServiceFiles {
  const files = serviceFiles(config, name, options)
  const hasOwn = options.pid === undefined && instance !== undefined && runningPid(files.pid, name) !== null
  return hasOwn ? serviceFiles(config, `${name}-${instance}`, options) : files
}

async function inForeground(call: Call<ServiceOptions>, opened: Opened, service: Service): Promise<number> {
  const { config, database } = opened
  const { options } = call
  const hasPidFile = service.isSingle || options.pid !== undefined
  using _pid = hasPidFile ? claimPidFile(filesOf(config, service, options).pid, service.name) : null
  using stop = listenForStop()
  using sink = logSink(options.logFile)
  const log = openLog(service.name, options.verbose === true ? 'debug' : levelOf(config), sink.write)
  const node = new NodeReporter({
    config,
    database,
    log,
    clock: systemClock,
    role: service.name,
    version: readVersion(),
  })
  const { signal, deadline } = stop
  await runBesideReports({ config, database, log, node, signal, deadline }, service)
  return 0
}

/** Reports go on until the service has ended; the scheduler's look at what the others report. */
async function runBesideReports(parts: ServiceParts, service: Service): Promise<void> {
  const ended = new AbortController()
  const watch = service.name === 'scheduler' ? new NodeWatch(parts) : null
  const reporting = parts.node.run(ended.signal, async () => watch?.look())
  try {
    await service.run(parts)
  } finally {
    ended.abort()
    await reporting
  }
}

function logSink(file: string | undefined): { readonly write: (line: string) => void } & Disposable {
  if (file === undefined) return { write: line => process.stdout.write(line), [Symbol.dispose]: () => undefined }
  const handle = openSync(file, 'a', 0o600)
  return { write: line => writeSync(handle, line), [Symbol.dispose]: () => closeSync(handle) }
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
  FATAL: 'error',
}

const levelOf = (config: Config): LogLevel => LEVELS[config.string('logging', 'logging_level').toUpperCase()] ?? 'info'

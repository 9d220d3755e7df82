import { relative } from 'node:path'
import type { Config } from '../config/config.ts'
import { hostName } from '../service/host-name.ts'
import { type LogChunk, MISSING, readTaskLog } from './log-reader.ts'
import { logTokenSeconds } from './log-token.ts'
import { readRemoteLog, ServedLogsUnreadable } from './remote-log.ts'

/** The log of one attempt, wherever it ran. */
export interface AttemptLog {
  readonly config: Config
  /** Where the attempt ran; empty when it has not begun. */
  readonly hostname: string
  /** Where its log is on that host (log-path.ts). */
  readonly path: string
}

export interface AttemptLogChunk extends LogChunk {
  /** Lines for people, each with Airflow's `*** `: where the log was found, or why not. Empty when reading on. */
  readonly heading: string
}

/** Reads on in the file of this host, or else in what the host of the attempt serves. Throws for neither: it says so. */
export async function readAttemptLog(log: AttemptLog, offset: number, nowMs: number): Promise<AttemptLogChunk> {
  const local = await readTaskLog(log.path, offset)
  if (!local.isMissing) return found(local, offset, `*** Found local files:\n***   * ${log.path}\n`)
  if (log.hostname === '' || log.hostname === hostName()) return missing(offset, notFound(log, 'on this machine'))
  try {
    const served = await readServed(log, offset, nowMs)
    if (served.isMissing) return missing(offset, notFound(log, `on this machine or on ${log.hostname}`))
    return found(served, offset, '*** Found logs served from host URL\n')
  } catch (error) {
    if (error instanceof ServedLogsUnreadable) return missing(offset, `*** ${error.message}\n`)
    throw error
  }
}

const found = (chunk: LogChunk, offset: number, heading: string): AttemptLogChunk => ({
  ...chunk,
  heading: offset === 0 ? heading : '',
})

const missing = (offset: number, heading: string): AttemptLogChunk => ({ ...MISSING, nextOffset: offset, heading })

const notFound = ({ path }: AttemptLog, where: string): string =>
  `*** No log file found: ${path}\n*** The attempt has not started, did not run ${where}, or its log was deleted.\n`

/** Each host has its own base_log_folder, so that only the part below it is asked for. */
const readServed = ({ config, hostname, path }: AttemptLog, offset: number, nowMs: number): Promise<LogChunk> =>
  readRemoteLog({
    host: hostname,
    port: config.integer('logging', 'worker_log_server_port'),
    path: relative(config.string('logging', 'base_log_folder'), path),
    secret: config.optional('webserver', 'secret_key'),
    offset,
    timeoutMs: config.integer('webserver', 'log_fetch_timeout_sec') * 1000,
    nowMs,
    tokenSeconds: logTokenSeconds(config),
  })

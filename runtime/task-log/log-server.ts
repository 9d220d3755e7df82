import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import { verifyLogToken } from './log-token.ts'
import { openFileBelow, sendFile } from './served-file.ts'

/** Logs cannot be served from the port that the configuration names. */
export class LogPortUnusable extends SlipstreamError {
  override readonly name = 'LogPortUnusable'

  constructor(port: number, options: { readonly cause: unknown }) {
    const { code = 'unknown error' } = options.cause as NodeJS.ErrnoException
    super(
      `Cannot serve logs on port ${port} (${code}): ${ADVICE[code] ?? 'set another one'} ([logging] worker_log_server_port)`,
      options,
    )
  }
}

export interface LogServerOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Ends the server and its connections. */
  readonly signal: AbortSignal
  /** [logging] worker_log_server_port unless given; 0 takes any free one. */
  readonly port?: number
  /** All addresses of both families unless given, or of IPv4 where the machine has no other. */
  readonly host?: string
}

/**
 * Serves the files below [logging] base_log_folder at /log/, to those who hold a token for the file they ask for
 * (Airflow 2.x's serve_logs). Returns when it listens. @throws LogPortUnusable
 */
export async function serveLogs(options: LogServerOptions): Promise<{ readonly port: number }> {
  const { config, clock, log, signal } = options
  const parts: Parts = {
    folder: resolve(config.string('logging', 'base_log_folder')),
    secret: config.optional('webserver', 'secret_key'),
    clock,
    log,
  }
  const server = createServer((request, response) => void answerOrFail({ request, response }, parts))
  await listen(server, {
    port: options.port ?? config.integer('logging', 'worker_log_server_port'),
    host: options.host,
  })
  closeOn(signal, server)
  return { port: (server.address() as AddressInfo).port }
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'another process listens there. If that is a worker of this machine, it serves these logs too: start this one with --skip-serve-logs; else set another port',
  EACCES: 'ports below 1024 need privileges. Set a higher one',
}

interface Parts {
  readonly folder: string
  readonly secret: string | null
  readonly clock: Clock
  readonly log: Log
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

async function listen(server: Server, { port, host }: { port: number; host: string | undefined }): Promise<void> {
  server.listen(host === undefined ? { port } : { port, host })
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new LogPortUnusable(port, { cause: error })
  }
}

function closeOn(signal: AbortSignal, server: Server): void {
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  if (signal.aborted) close()
  else signal.addEventListener('abort', close, { once: true })
}

async function answerOrFail(exchange: Exchange, parts: Parts): Promise<void> {
  const { request, response } = exchange
  try {
    await answer(exchange, parts)
  } catch (error) {
    // A client that went away, or a file that became shorter meanwhile: there is nobody to tell, or no way to.
    if (response.headersSent) {
      response.destroy()
      return
    }
    const { code, message } = error as NodeJS.ErrnoException
    parts.log.error('request_failed', { request: nameOf(request), error: message })
    say(response, 500, `the file cannot be read (${code ?? 'see the log of the worker'})`)
  }
}

async function answer({ request, response }: Exchange, parts: Parts): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'only GET is served here')
  const filename = requestedFile(request.url as string)
  if (filename === null) return say(response, 404, 'logs are below /log/')
  const refusal = refusalOf(request.headers.authorization ?? '', filename, parts)
  if (refusal !== null) {
    parts.log.warn('request_failed', { request: nameOf(request), error: `403, ${refusal}` })
    return say(response, 403, refusal)
  }
  const file = await openFileBelow(parts.folder, filename)
  if (file === null) return say(response, 404, `there is no log file ${filename} on this host`)
  try {
    await sendFile(response, file, request.headers.range)
  } finally {
    await file.close()
  }
}

const nameOf = ({ method, url }: IncomingMessage): string => `${method} ${url}`

/** The path as the client wrote it: resolving dots first would hide from us what it asks for. */
function requestedFile(url: string): string | null {
  const [path = ''] = url.split('?')
  if (!path.startsWith(PREFIX)) return null
  try {
    return decodeURIComponent(path.slice(PREFIX.length))
  } catch {
    return null
  }
}

const PREFIX = '/log/'

function refusalOf(token: string, filename: string, { secret, clock }: Parts): string | null {
  if (secret === null)
    return 'this host has no [webserver] secret_key to check the token with. Set the same one on all hosts and restart'
  const verdict = verifyLogToken(secret, token, { filename, nowMs: clock() })
  return verdict.isValid ? null : verdict.reason
}

function say(response: ServerResponse, status: number, sentence: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  response.writeHead(status, headers).end(`${sentence}\n`)
}

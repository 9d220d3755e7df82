import { get, type IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { SlipstreamError } from '../model/errors.ts'
import { type LogChunk, logChunk, MISSING, MOST_BYTES } from './log-reader.ts'
import { signLogToken } from './log-token.ts'

/** The host that has the log did not give it to us. */
export class ServedLogsUnreadable extends SlipstreamError {
  override readonly name = 'ServedLogsUnreadable'

  constructor(what: string, options?: { readonly cause: unknown }) {
    super(`Could not read served logs: ${what}`, options)
  }
}

export interface RemoteLogRequest {
  readonly host: string
  /** [logging] worker_log_server_port. */
  readonly port: number
  /** Relative to base_log_folder. */
  readonly path: string
  /** [webserver] secret_key; null where none is set. */
  readonly secret: string | null
  /** Where to begin, in bytes. */
  readonly offset: number
  /** For the whole answer ([webserver] log_fetch_timeout_sec). */
  readonly timeoutMs: number
  readonly nowMs: number
  readonly tokenSeconds?: number
  readonly mostBytes?: number
}

/**
 * Reads the next part of a log from the log server of another host, ours or Airflow's; `isMissing` when that host has
 * no such file. @throws ServedLogsUnreadable with what to do next
 */
export async function readRemoteLog(request: RemoteLogRequest): Promise<LogChunk> {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  try {
    const response = await answerTo(request, deadline)
    return await chunkOf(response, request)
  } catch (error) {
    if (error instanceof ServedLogsUnreadable) throw error
    const problem = deadline.aborted ? slow(request) : unreachable(request, error as NodeJS.ErrnoException)
    throw new ServedLogsUnreadable(problem, { cause: error })
  }
}

function answerTo(request: RemoteLogRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { host, port, path } = request
  const options = { host, port, path: `/log/${escaped(path)}`, headers: headersOf(request), signal, agent: false }
  return new Promise((resolve, reject) => {
    get(options, resolve).on('error', reject)
  })
}

/** As the clients of Airflow write it: `=`, `:` and `+` stay. */
const escaped = (path: string): string => encodeURI(path).replace(/[?#]/g, encodeURIComponent)

/** A range that begins at the end of the file is answered with 416, which tells "nothing new" from "no file". */
function headersOf({ path, secret, offset, mostBytes = MOST_BYTES, nowMs, tokenSeconds }: RemoteLogRequest) {
  if (secret === null)
    throw new ServedLogsUnreadable('[webserver] secret_key is not set here. Set the same one on all hosts and restart')
  const seconds = tokenSeconds === undefined ? {} : { seconds: tokenSeconds }
  return {
    authorization: signLogToken(secret, { filename: path, nowMs, ...seconds }),
    range: `bytes=${offset}-${offset + mostBytes - 1}`,
  }
}

async function chunkOf(response: IncomingMessage, request: RemoteLogRequest): Promise<LogChunk> {
  const { offset, mostBytes = MOST_BYTES } = request
  const range = { offset, mostBytes }
  if (response.statusCode === 206) return logChunk(await bodyOf(response, mostBytes), range)
  // A server without ranges sends the file from its beginning.
  if (response.statusCode === 200) {
    const bytes = await bodyOf(response, offset + mostBytes)
    return logChunk(bytes.subarray(offset), range)
  }
  const text = await bodyOf(response, LONGEST_REFUSAL)
  if (response.statusCode === 416) return logChunk(Buffer.alloc(0), range)
  if (response.statusCode === 404) return { ...MISSING, nextOffset: offset }
  throw new ServedLogsUnreadable(refused(response, text.toString('utf8'), request))
}

const LONGEST_REFUSAL = 500

/** Leaving the loop ends the connection. */
async function bodyOf(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response) {
    pieces.push(piece as Buffer)
    length += (piece as Buffer).length
    if (length >= mostBytes) break
  }
  return Buffer.concat(pieces).subarray(0, mostBytes)
}

const addressOf = ({ host, port }: RemoteLogRequest): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`

const slow = (request: RemoteLogRequest): string =>
  `no answer from ${addressOf(request)} within ${request.timeoutMs / 1000} s ([webserver] log_fetch_timeout_sec). Is that host up, and does its firewall let this one in?`

function unreachable(request: RemoteLogRequest, error: NodeJS.ErrnoException): string {
  const { host, port } = request
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return `the host name '${host}' cannot be resolved here (${error.code}). Add it to DNS or to /etc/hosts of this host`
  if (error.code === 'ECONNREFUSED')
    return `nothing listens on ${addressOf(request)} (${error.code}). Start the worker on ${host}, and check that [logging] worker_log_server_port is ${port} there`
  return `${addressOf(request)} cannot be reached (${error.code ?? error.message}). Check the network between the two hosts`
}

function refused({ statusCode, headers }: IncomingMessage, text: string, request: RemoteLogRequest): string {
  const answer = `${addressOf(request)} answered ${statusCode}`
  const isPlain = headers['content-type']?.startsWith('text/plain') === true
  if (isPlain) return `${answer}: ${text.trim().replaceAll(/\s+/g, ' ')}`
  if (statusCode !== 403) return `${answer}. Is a log server of a worker listening there?`
  return `${answer}: [webserver] secret_key or the clocks of the two hosts differ. Set the same key on all hosts, and synchronise their clocks, e.g. with chrony`
}

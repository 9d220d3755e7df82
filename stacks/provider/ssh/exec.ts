import type { Client, ClientChannel } from 'ssh2'
import { Cancelled } from '../errors.ts'
import { ConnectionLost, TimeLimitReached } from './errors.ts'

export interface ExecOptions {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Without any, stdin stays open, for ssh2 sends no signals after its end: what would read it needs </dev/null. */
  readonly input?: string | Buffer
}

export interface ExecResult {
  /** 128 and more where a signal ended it, as a shell counts. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** More output than this is an error. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024

/** How a command is told to end, and how long it may take to do so. */
const ENDINGS = [
  { signal: 'TERM', graceMs: 1_500 },
  { signal: 'KILL', graceMs: 500 },
]

/**
 * Runs what a shell on the host is given, to its end.
 * @throws ConnectionLost, TimeLimitReached, Cancelled; in the last two cases the command has been told to end
 */
export async function exec(client: Client, text: string, options: ExecOptions): Promise<ExecResult> {
  if (options.signal.aborted) throw new Cancelled('The deployment was cancelled')
  const { channel, outcome } = await openChannel(client, text)
  if (options.input !== undefined) channel.end(options.input)
  const limits = watch(options)
  try {
    return await Promise.race([outcome, limits.reached])
  } catch (error) {
    await end(channel, outcome)
    throw error
  } finally {
    limits.stop()
  }
}

interface Started {
  readonly channel: ClientChannel
  readonly outcome: Promise<ExecResult>
}

// Whoever listens a turn later misses the end of a command whose start and end arrive in one packet.
function openChannel(client: Client, text: string): Promise<Started> {
  const { promise, resolve, reject } = Promise.withResolvers<Started>()
  const lost = () => reject(new ConnectionLost('the connection was lost'))
  client.once('close', lost)
  try {
    client.exec(text, (error, channel) => {
      if (error) reject(error)
      else resolve({ channel, outcome: collect(channel) })
    })
  } catch (error) {
    reject(new ConnectionLost('the connection was lost', { cause: error }))
  }
  return promise.finally(() => client.off('close', lost))
}

function collect(channel: ClientChannel): Promise<ExecResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>()
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  let bytes = 0
  const keepIn = (list: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MAX_OUTPUT_BYTES) list.push(chunk)
    else reject(new Error(`the output is longer than ${MAX_OUTPUT_BYTES} bytes`))
  }
  channel.on('data', keepIn(stdout))
  channel.stderr.on('data', keepIn(stderr))
  let status: number | undefined
  channel.on('exit', (code: number | null, signal?: string) => {
    status = code ?? 128 + (SIGNALS[signal?.replace(/^SIG/, '') ?? ''] ?? 0)
  })
  channel.on('error', (error: Error) => reject(new ConnectionLost(error.message, { cause: error })))
  channel.on('close', () => {
    if (status === undefined) reject(new ConnectionLost('the connection was lost'))
    else resolve({ status, stdout: textOf(stdout), stderr: textOf(stderr) })
  })
  // It may fail before anybody waits for it.
  promise.catch(() => undefined)
  return promise
}

const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  SEGV: 11,
  PIPE: 13,
  TERM: 15,
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')

function watch({ signal, timeoutMs }: ExecOptions): { readonly reached: Promise<never>; readonly stop: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new Cancelled('the deployment was cancelled'))
  signal.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => reject(new TimeLimitReached(`not done within ${timeoutMs / 1000} s`)), timeoutMs)
  const stop = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
  return { reached: promise, stop }
}

/**
 * Tells the command to end, first politely. sshd passes signals on to the processes of users other than root only:
 * what runs as root ends by itself, or by the time limit that it carries with it. So apt-get is never cut short.
 */
async function end(channel: ClientChannel, outcome: Promise<ExecResult>): Promise<void> {
  const over = outcome.then(
    () => undefined,
    () => undefined,
  )
  for (const { signal, graceMs } of ENDINGS) {
    if (!channel.destroyed) channel.signal(signal)
    if (await endsWithin(over, graceMs)) return
  }
  channel.destroy()
}

function endsWithin(over: Promise<undefined>, timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), timeoutMs)
  void over.then(() => resolve(true))
  return promise.finally(() => clearTimeout(timer))
}

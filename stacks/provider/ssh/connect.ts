import { once } from 'node:events'
import { createConnection } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ConnectConfig } from 'ssh2'
import { Cancelled } from '../errors.ts'
import type { HostAccess } from '../types/host-access.ts'
import { HostUnreachable, LoginRefused } from './errors.ts'
import { HostKeyRefused, type Trust, trustFor } from './host-key.ts'

export interface Patience {
  /** For one try to come to where sshd listens. */
  readonly reachTimeoutMs: number
  /** For one try from there on: key exchange and login together. */
  readonly connectTimeoutMs: number
  /** From then on there is no further try. */
  readonly deadlineMs: number
  readonly tries: number
}

export const PATIENCE: Patience = { reachTimeoutMs: 4_000, connectTimeoutMs: 8_000, deadlineMs: 8_000, tries: 4 }

export interface ConnectOptions {
  readonly signal: AbortSignal
  readonly patience?: Patience
  /** A stream to the host, made anew for each try, where one has to go through another host. */
  readonly throughJump?: () => Promise<Duplex>
}

/**
 * A client that is logged in. Tries again, after a while, what may go better then: never a refused login or host key.
 * @throws HostUnreachable, LoginRefused, HostKeyRefused, Cancelled
 */
export async function connect(access: HostAccess, options: ConnectOptions): Promise<Client> {
  const { tries, deadlineMs } = options.patience ?? PATIENCE
  const deadline = performance.now() + deadlineMs
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectOnce(access, options)
    } catch (error) {
      if (options.signal.aborted) throw new Cancelled(`Connecting to ${nameOf(access)} was cancelled`, { cause: error })
      const restMs = backOffMs(attempt)
      const isOver = attempt >= tries || performance.now() + restMs > deadline
      if (isOver || !isTransient(error)) throw explained(error as Error, access, attempt)
      await sleep(restMs, undefined, { signal: options.signal }).catch(() => undefined)
    }
  }
}

/** user@address:port, the port only where it is not 22. */
export function nameOf({ user, address, port = 22 }: HostAccess): string {
  return port === 22 ? `${user}@${address}` : `${user}@${address}:${port}`
}

async function connectOnce(access: HostAccess, options: ConnectOptions): Promise<Client> {
  const { connectTimeoutMs, reachTimeoutMs } = options.patience ?? PATIENCE
  const trust = trustFor(access)
  const sock = await reach(access, options, reachTimeoutMs)
  const client = new Client()
  let refused: HostKeyRefused | null = null
  const verify = (key: Buffer): boolean => {
    refused = trust.refusal(key)
    return refused === null
  }
  try {
    await ready(client, { ...configOf(access, trust, connectTimeoutMs), hostVerifier: verify, sock }, options)
    return client
  } catch (error) {
    client.destroy()
    throw refused ?? error
  }
}

/** A stream to sshd. Neither TCP nor a jump host gives up in a time that anybody would wait. */
async function reach(access: HostAccess, { signal, throughJump }: ConnectOptions, timeoutMs: number): Promise<Duplex> {
  const opening = throughJump?.() ?? openTcp(access)
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new NoAnswer(timeoutMs)), timeoutMs)
  const abort = () => reject(new Error('cancelled'))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([opening, promise])
  } catch (error) {
    // It may come after all.
    void opening.then(
      stream => stream.destroy(),
      () => undefined,
    )
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly code = 'ETIMEDOUT'

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1000} s`)
  }
}

async function openTcp({ address, port = 22 }: HostAccess): Promise<Duplex> {
  const socket = createConnection(port, address)
  await once(socket, 'connect')
  return socket.setNoDelay(true)
}

function configOf(access: HostAccess, trust: Trust, readyTimeout: number): ConnectConfig {
  const { user, privateKey, passphrase } = access
  const agent = access.agent ?? (privateKey === undefined ? process.env['SSH_AUTH_SOCK'] : undefined)
  return {
    username: user,
    readyTimeout,
    keepaliveInterval: 5_000,
    keepaliveCountMax: 3,
    algorithms: {
      serverHostKey: trust.algorithms as NonNullable<ConnectConfig['algorithms']>['serverHostKey'] & object,
    },
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(agent === undefined ? {} : { agent }),
  }
}

function ready(client: Client, config: ConnectConfig, { signal }: ConnectOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = () => reject(new Error('cancelled'))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  client.once('ready', resolve)
  // More than one error may come, and one without a listener would end the process.
  client.on('error', reject)
  client.on('close', () => reject(new Error('the host closed the connection during the handshake')))
  try {
    client.connect(config)
  } catch (error) {
    // ssh2 parses keys here, and throws what is wrong with them.
    reject(
      new LoginRefused(`Cannot use the private key of ${config.username}: ${(error as Error).message}. ${KEY_REMEDY}`, {
        cause: error,
      }),
    )
  }
  return promise.finally(() => signal.removeEventListener('abort', abort))
}

/** 0.5 s, 1 s, 2 s, each up to a half longer, so that many that were refused at once do not come back at once. */
const backOffMs = (attempt: number): number => 500 * 2 ** (attempt - 1) * (1 + Math.random() / 2)

/** There is no such name; and where nobody answers, the system itself has asked three times. */
const FINAL: ReadonlySet<string> = new Set(['ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT'])

interface SshError extends Error {
  readonly code?: string
  readonly level?: string
}

function isTransient(error: unknown): boolean {
  if (error instanceof HostKeyRefused || error instanceof LoginRefused) return false
  const { level, code } = error as SshError
  return level !== 'client-authentication' && !FINAL.has(code ?? '')
}

function explained(error: SshError, access: HostAccess, tries: number): Error {
  if (error instanceof HostKeyRefused || error instanceof LoginRefused) return error
  const name = nameOf(access)
  if (error.level === 'client-authentication') {
    return new LoginRefused(`${name} refuses the login with ${credentialOf(access)}. ${REMEDY}`, { cause: error })
  }
  const how = tries === 1 ? '' : ` after ${tries} tries`
  return new HostUnreachable(
    `Cannot reach ${name} over SSH${how}: ${error.message}. Is the host up, is its address right, does sshd listen there?`,
    { cause: error },
  )
}

const KEY_REMEDY = "See to privateKeyFile and passphrase in the stack's configuration"

const REMEDY = "Is the public key in ~/.ssh/authorized_keys of that user, and is the user's name right?"

function credentialOf({ privateKey, agent }: HostAccess): string {
  if (privateKey !== undefined) return 'the private key given'
  const socket = agent ?? process.env['SSH_AUTH_SOCK']
  return socket === undefined
    ? 'no key: neither a private key nor an SSH agent is there'
    : `the keys of the agent at ${socket}`
}

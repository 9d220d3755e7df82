import type { Duplex } from 'node:stream'
import type { SFTPWrapper } from 'ssh2'
import { Cancelled } from '../errors.ts'
import type { Log } from '../frame/engine-log.ts'
import { type Command, replacingShell, shellText, withTimeLimit } from '../shell.ts'
import { ConnectionLost } from '../ssh/errors.ts'
import type { ExecResult } from '../ssh/exec.ts'
import type { Place } from '../ssh/known-hosts.ts'
import type { Pool } from '../ssh/pool.ts'
import { privileged } from '../sudo.ts'
import type { HostAccess } from '../types/host-access.ts'
import type { Exclusion } from './exclusion.ts'
import { hostName } from './host-name.ts'
import { StepFailed } from './step-failed.ts'

/** One command on a host, and what is to be said about it. */
export interface Step {
  /** What it does, for people: install packages. */
  readonly name: string
  readonly command: Command
  /** root unless given. */
  readonly user?: string
  readonly input?: string | Buffer
  /** 60 unless given. */
  readonly timeoutSeconds?: number
  /** Exit statuses that are no failure besides 0. */
  readonly mayEndWith?: readonly number[]
}

export interface HostParts {
  readonly access: HostAccess
  readonly pool: Pool
  readonly exclusion: Exclusion
  readonly log: Log
  readonly signal: AbortSignal
  readonly mask: (text: string) => string
}

/** What the deployment does on one host, in steps that tell how long they took and how they failed. */
export class Host {
  readonly #parts: HostParts

  constructor(parts: HostParts) {
    this.#parts = parts
  }

  get name(): string {
    return hostName(this.#parts.access)
  }

  get login(): string {
    return this.#parts.access.user
  }

  /** @throws StepFailed where the command ends with another status than it may */
  async run(step: Step): Promise<ExecResult> {
    const result = await this.#timed(step.name, () => this.#exec(step))
    if (result.status === 0 || step.mayEndWith?.includes(result.status)) return result
    throw this.#failure(step, { result })
  }

  /** Its output without the last line feed. */
  async ask(step: Step): Promise<string> {
    return (await this.run(step)).stdout.trimEnd()
  }

  sftp<T>(name: string, use: (session: SFTPWrapper) => Promise<T>): Promise<T> {
    const { pool, access } = this.#parts
    const step = { name, command: ['sftp'] }
    return this.#timed(name, () => this.#again(step, () => pool.use(access, connection => connection.sftp(use))))
  }

  /** A stream to a place as this host sees it. */
  forward<T>(place: Place, use: (stream: Duplex) => Promise<T>): Promise<T> {
    const { pool, access } = this.#parts
    const name = `talk to ${place.address}:${place.port}`
    return this.#onceMore(name, () => pool.use(access, connection => connection.forward(place, use)))
  }

  /** Of those that name the same thing on this host one at a time: apt-get, useradd and supervisor lock or fail. */
  alone<T>(thing: string, work: () => Promise<T>): Promise<T> {
    return this.#parts.exclusion.alone(`${this.name} ${thing}`, work)
  }

  async #exec(step: Step): Promise<ExecResult> {
    const { access, pool, signal } = this.#parts
    const timeoutSeconds = step.timeoutSeconds ?? 60
    const limited = withTimeLimit(timeoutSeconds, step.command)
    const privilege = { login: access.user, user: step.user ?? 'root', password: access.sudoPassword }
    const { words, preamble } = privileged(limited, privilege)
    const hasInput = step.input !== undefined || preamble !== ''
    const input = Buffer.concat([Buffer.from(preamble), Buffer.from(step.input ?? '')])
    // The host ends it first; this is for when it does not.
    const options = { signal, timeoutMs: (timeoutSeconds + 10) * 1000, ...(hasInput ? { input } : {}) }
    const text = replacingShell(words, { hasInput })
    return this.#again(step, () => pool.use(access, connection => connection.exec(text, options)))
  }

  async #again<T>(step: Step, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#onceMore(step.name, work)
    } catch (error) {
      throw this.#failure(step, { cause: error as Error })
    }
  }

  /** Where the connection was lost: every step does nothing but bring about what there should be. */
  #onceMore<T>(name: string, work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      if (!(error instanceof ConnectionLost) || this.#parts.signal.aborted) throw error
      this.#parts.log.warning(`${this.name}: the connection was lost while it was to ${name}: once more`)
      return work()
    })
  }

  #failure(step: Step, outcome: { readonly result?: ExecResult; readonly cause?: Error }): Error {
    const { mask, signal } = this.#parts
    if (signal.aborted) {
      return new Cancelled(`${this.name}: ${step.name} was cancelled. The next deployment does it again.`, outcome)
    }
    return new StepFailed({
      host: this.name,
      step: step.name,
      command: mask(shellText(step.command)),
      mask,
      ...outcome,
    })
  }

  async #timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { log } = this.#parts
    const startedAt = performance.now()
    const announcement = setTimeout(() => log.status(`${name}…`), 500)
    try {
      return await work()
    } finally {
      clearTimeout(announcement)
      const tookMs = performance.now() - startedAt
      const sentence = `${this.name}: ${name} (${(tookMs / 1000).toFixed(1)} s)`
      if (tookMs > 1000) log.info(sentence)
      else log.debug(sentence)
    }
  }
}

import { Exclusion } from '../host/exclusion.ts'
import { Host } from '../host/host.ts'
import { maskFor } from '../host/mask.ts'
import { Pool } from '../ssh/pool.ts'
import { EngineLog } from './engine-log.ts'
import type { Context } from './resource.ts'

export interface OperationScope {
  /** Empty where it is about no resource. */
  readonly urn: string
  /** 0 where the program sets no limit (customTimeouts). */
  readonly timeoutSeconds: number
  readonly secrets: readonly string[]
}

/** What all operations of one deployment share: connections, locks, the engine's log, and the end by Ctrl-C. */
export class Session {
  readonly log = new EngineLog()
  readonly #cancel = new AbortController()
  readonly #exclusion = new Exclusion()
  readonly #pool = new Pool({ signal: this.#cancel.signal })

  cancel(): void {
    this.#cancel.abort()
  }

  contextFor({ urn, timeoutSeconds, secrets }: OperationScope): Context {
    const mask = maskFor(secrets)
    const log = this.log.logFor(urn, mask)
    const signal =
      timeoutSeconds > 0
        ? AbortSignal.any([this.#cancel.signal, AbortSignal.timeout(timeoutSeconds * 1000)])
        : this.#cancel.signal
    const shared = { pool: this.#pool, exclusion: this.#exclusion, log, signal, mask }
    return { log, signal, mask, openHost: access => new Host({ ...shared, access }) }
  }
}

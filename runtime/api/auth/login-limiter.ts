import type { Clock } from '../../service/clock.ts'

const WINDOW_MS = 60_000
const MOST_FAILURES = 10
const MOST_KEPT = 10_000

/** Who tries: failures of one user from one address do not lock others out. */
export interface LoginSource {
  readonly username: string
  readonly address: string
}

/** Counts failed logins; after ten within a minute a source has to wait for the end of that minute. */
export class LoginLimiter {
  readonly #clock: Clock
  readonly #failures = new Map<string, { count: number; readonly endsMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds to wait; 0 when the source may try now. */
  waitMs(source: LoginSource): number {
    const entry = this.#failures.get(keyOf(source))
    if (entry === undefined || entry.count < MOST_FAILURES) return 0
    return Math.max(0, entry.endsMs - this.#clock())
  }

  recordFailure(source: LoginSource): void {
    const key = keyOf(source)
    const entry = this.#failures.get(key)
    if (entry !== undefined && entry.endsMs > this.#clock()) entry.count += 1
    else {
      this.#failures.delete(key)
      this.#failures.set(key, { count: 1, endsMs: this.#clock() + WINDOW_MS })
    }
    this.#forget()
  }

  recordSuccess(source: LoginSource): void {
    this.#failures.delete(keyOf(source))
  }

  /** Entries stand in the order of their end. */
  #forget(): void {
    for (const [key, { endsMs }] of this.#failures) {
      if (endsMs > this.#clock() && this.#failures.size <= MOST_KEPT) return
      this.#failures.delete(key)
    }
  }
}

const keyOf = ({ username, address }: LoginSource): string => JSON.stringify([username, address])

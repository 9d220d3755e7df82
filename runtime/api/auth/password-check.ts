import { createHmac, randomBytes } from 'node:crypto'
import { verifyPassword } from '../../db/password.ts'
import type { Clock } from '../../service/clock.ts'
import type { Credentials } from './basic-credentials.ts'

const KEPT_MS = 5 * 60_000
const MOST_KEPT = 1000

/**
 * Checks passwords, and remembers for five minutes which ones were right: a check costs about 80 ms and 32 MB on
 * purpose. What is kept is a keyed hash that dies with the process, and covers the stored hash: a new password counts
 * at once. Checks run one after the other, so that many clients cannot use up processors and memory.
 */
export class PasswordCheck {
  readonly #clock: Clock
  readonly #key = randomBytes(32)
  readonly #right = new Map<string, number>()
  readonly #running = new Map<string, Promise<boolean>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether these credentials were found right lately. */
  knows(credentials: Credentials, storedHash: string | null): boolean {
    return (this.#right.get(this.#digest(credentials, storedHash)) ?? 0) > this.#clock()
  }

  /**
   * `storedHash` is null for a user who does not exist; the check then takes as long, and fails. `admit` is called
   * before a check that really runs, and may throw; requests that ask the same at the same time share one check.
   */
  async isRight(credentials: Credentials, storedHash: string | null, admit: () => void): Promise<boolean> {
    const digest = this.#digest(credentials, storedHash)
    const running = this.#running.get(digest)
    if (running !== undefined) return running
    admit()
    return this.#start(digest, credentials.password, storedHash)
  }

  #start(digest: string, password: string, storedHash: string | null): Promise<boolean> {
    const check = this.#last.then(() => verifyPassword(password, storedHash ?? HASH_OF_NOBODY))
    this.#last = check.catch(() => undefined)
    const result = check
      .then(isRight => {
        if (isRight && storedHash !== null) this.#remember(digest)
        return isRight && storedHash !== null
      })
      .finally(() => this.#running.delete(digest))
    this.#running.set(digest, result)
    return result
  }

  /** Entries stand in the order of their end. */
  #remember(digest: string): void {
    for (const [known, untilMs] of this.#right) {
      if (untilMs > this.#clock() && this.#right.size < MOST_KEPT) break
      this.#right.delete(known)
    }
    this.#right.set(digest, this.#clock() + KEPT_MS)
  }

  #digest({ username, password }: Credentials, storedHash: string | null): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([username, password, storedHash]))
      .digest('base64')
  }
}

/** Of a password that nobody knows: it makes unknown users take as long as known ones. */
const HASH_OF_NOBODY = `scrypt:32768:8:1$nobody$${'00'.repeat(64)}`

import { DatabaseBusy } from '../errors.ts'
import { BUSY_TIMEOUT_MS } from './busy.ts'

/** Lets one writer of this process at a time have the connection, in the order they asked. */
export class WriteLock {
  readonly #waiting: (() => void)[] = []
  #held = false

  get isFree(): boolean {
    return !this.#held
  }

  /** @throws DatabaseBusy after 10 s, e.g. for a write beside a transaction from within that transaction */
  acquire(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(new DatabaseBusy(BUSY_TIMEOUT_MS))
      }, BUSY_TIMEOUT_MS)
      this.#waiting.push(enter)
    })
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseBusy } from '../errors.ts'

/** How long a writer waits for another one. */
export const BUSY_TIMEOUT_MS = 10_000

const SQLITE_BUSY = 5
const LONGEST_REST_MS = 10

/**
 * Runs the work again while another process holds the database. SQLite's own busy handler would block the event loop,
 * and with it a transaction of this very process that the other one may be waiting for.
 */
export async function whileBusy<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > deadline) throw new DatabaseBusy(BUSY_TIMEOUT_MS, { cause: error })
    }
    await sleep(1 + Math.random() * LONGEST_REST_MS)
  }
}

/** The low byte is the error; the others say which kind of it (SQLITE_BUSY_SNAPSHOT …). */
const isBusy = (error: unknown): error is Error =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY

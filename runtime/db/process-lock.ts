import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes an exclusive lock on a file until disposed or until the process ends, however it ends; null when somebody else
 * holds it. SQLite's own file locks do the work: Node has no flock, and a pid file survives a kill -9.
 */
export function acquireProcessLock(path: string): Disposable | null {
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (isBusy(error)) return null
    throw error
  }
  chmodSync(path, 0o600)
  return { [Symbol.dispose]: () => lock.close() }
}

const SQLITE_BUSY = 5

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY

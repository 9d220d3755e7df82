import type { Log } from '../frame/engine-log.ts'
import { ServiceUnreachable } from './errors.ts'

/** Deletes something from a service. Where the service itself is gone already, that is said, and no failure. */
export async function deleteFrom(log: Log, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ServiceUnreachable)) throw error
    log.warning(`${what} was not deleted, for its server does not answer: ${error.message}`)
  }
}

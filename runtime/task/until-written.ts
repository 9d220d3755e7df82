import { isConnectionLoss } from '../db/mysql/mysql-errors.ts'
import { restFor } from '../service/poll.ts'

export interface Patience {
  /** Fails while the database does not answer. */
  readonly ping: () => Promise<unknown>
  /** From now on a failure is final. */
  readonly giveUp: AbortSignal
}

/** Rests between tries of a write that the database refuses although it answers. */
const RESTS_MS = [50, 200, 800, 2000]
const PING_REST_MS = 500

/**
 * Tries a write again until it succeeds: a database that is restarted must not lose an attempt. Where the connection is
 * lost this takes as long as it takes. @throws what the last try threw, where the database answers and refuses
 */
export async function untilWritten<T>(write: (isAgain: boolean) => Promise<T>, patience: Patience): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await write(failures > 0)
    } catch (error) {
      const restMs = RESTS_MS[failures]
      if (restMs === undefined || patience.giveUp.aborted) throw error
      await restFor(restMs, patience.giveUp)
      if (isConnectionLoss(error)) await untilAnswered(patience)
    }
  }
}

async function untilAnswered({ ping, giveUp }: Patience): Promise<void> {
  while (!giveUp.aborted) {
    const answers = await ping().then(
      () => true,
      () => false,
    )
    if (answers) return
    await restFor(PING_REST_MS, giveUp)
  }
}

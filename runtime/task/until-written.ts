import { isConnectionLoss } from '../db/mysql/mysql-errors.ts'
import { isRefusal } from '../db/refusal.ts'
import { restFor } from '../service/poll.ts'

export interface Patience {
  /** Fails while the database does not answer. */
  readonly ping: () => Promise<unknown>
  /** From now on a failure is final. */
  readonly giveUp: AbortSignal
  /** Hears, once, that the write has to wait. */
  readonly onDelay?: (error: Error) => void
}

/** Rests between tries of a write that the database refuses for now; the last one stays. */
const RESTS_MS = [50, 200, 800, 2000, 5000] as const
const PING_REST_MS = 500
/** A database that answers, but loses the connection of the same write that often, will not take it (a huge packet). */
const MOST_LOSSES = 4

/**
 * Tries a write again until it succeeds: a database that is restarted, read-only or full for minutes must not lose an
 * attempt. @throws what the last try threw, where the database refuses what is written, or when it is time to give up
 */
export async function untilWritten<T>(write: (isAgain: boolean) => Promise<T>, patience: Patience): Promise<T> {
  for (let failures = 0, losses = 0; ; failures += 1) {
    try {
      return await write(failures > 0)
    } catch (error) {
      if (patience.giveUp.aborted || isRefusal(error) || losses === MOST_LOSSES) throw error
      if (failures === 0) patience.onDelay?.(error as Error)
      await restFor(RESTS_MS[failures] ?? RESTS_MS[4], patience.giveUp)
      if (isConnectionLoss(error)) losses = (await wasAway(patience)) ? 0 : losses + 1
    }
  }
}

/** Waits until the database answers; @returns whether it took more than one question */
async function wasAway({ ping, giveUp }: Patience): Promise<boolean> {
  for (let failures = 0; ; failures += 1) {
    const answers = await ping().then(
      () => true,
      () => false,
    )
    if (answers || giveUp.aborted) return failures > 0
    await restFor(PING_REST_MS, giveUp)
  }
}

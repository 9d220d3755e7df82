import { setTimeout as sleep } from 'node:timers/promises'

/** How long it rests after the work, as a multiple of what the work took. */
const REST_PER_WORK = 4

/**
 * Works once for all who ask at about the same time, as pages do that are open in many places. Nobody gets an answer that
 * was begun before they asked: they were told that something changed.
 */
export function sharedAnswer<T>(work: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | null = null
  let rested: Promise<unknown> = Promise.resolve()
  const begin = async (): Promise<T> => {
    await rested
    next = null
    const startedMs = performance.now()
    const answer = work()
    rested = answer
      .catch(() => undefined)
      .then(() => sleep((performance.now() - startedMs) * REST_PER_WORK, undefined, { ref: false }))
    return answer
  }
  return () => {
    next ??= begin()
    return next
  }
}

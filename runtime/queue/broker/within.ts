/** The promise's outcome, or a rejection with what `late` makes when that takes longer. `Infinity` waits for ever. */
export async function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  if (ms === Number.POSITIVE_INFINITY) return promise
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer))
}

/** Resolves when the signal aborts, or has done so. */
export function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null)
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(null), { once: true }))
}

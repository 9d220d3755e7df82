import { setTimeout as sleep } from 'node:timers/promises'

export interface Patience {
  readonly withinMs: number
  /** What is waited for, for the message when it does not come. */
  readonly what: string
  /** Between two looks, 20 unless given; looks are load, too. */
  readonly restMs?: number
}

/** The first answer of the probe that is neither null nor an error. */
export async function eventually<T>(probe: () => Promise<T | null>, patience: Patience): Promise<T> {
  const { withinMs, what, restMs = 20 } = patience
  const deadline = performance.now() + withinMs
  for (;;) {
    const outcome = await probe().then(
      value => ({ value, error: undefined }),
      (error: unknown) => ({ value: null, error }),
    )
    if (outcome.value !== null) return outcome.value
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: outcome.error })
    await sleep(restMs)
  }
}

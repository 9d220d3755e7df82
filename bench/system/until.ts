import { setTimeout as sleep } from 'node:timers/promises'

export interface Patience {
  readonly withinMs: number
  /** What is waited for, for the message when it does not come. */
  readonly what: string
  /** Between two looks; looks are load, too. */
  readonly restMs?: number
}

/** The first answer of the probe that is neither null nor an error. */
export async function until<T>(probe: () => Promise<T | null>, { withinMs, what, restMs = 50 }: Patience): Promise<T> {
  let cause: unknown
  for (const giveUpMs = performance.now() + withinMs; performance.now() < giveUpMs; await sleep(restMs)) {
    const answer = await probe().catch((error: unknown) => {
      cause = error
      return null
    })
    if (answer !== null) return answer
  }
  throw new Error(`Not within ${withinMs / 1000} s: ${what}`, { cause })
}

import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The one loop of long-lived parts: `poll` does its work and returns how long to rest, in milliseconds; `Infinity` rests
 * until woken. `wake()` ends a rest at once; a wake during the work makes the next rest zero.
 */
export class Poller {
  #isWoken = false
  #interrupt: (() => void) | null = null

  wake(): void {
    this.#isWoken = true
    this.#interrupt?.()
  }

  async run(signal: AbortSignal, poll: () => Promise<number>): Promise<void> {
    while (!signal.aborted) {
      this.#isWoken = false
      const restMs = await poll()
      if (!this.#isWoken && !signal.aborted) await this.#rest(restMs, signal)
    }
  }

  async #rest(restMs: number, signal: AbortSignal): Promise<void> {
    const interrupt = new AbortController()
    this.#interrupt = () => interrupt.abort()
    await restFor(restMs, AbortSignal.any([signal, interrupt.signal]))
    this.#interrupt = null
  }
}

/** setTimeout takes no longer delay than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Rests that long, or until the signal; never throws. */
export async function restFor(restMs: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(Math.max(restMs, 0), LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined)
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Cancelled } from '../errors.ts'

export interface Patience {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly restMs: number
}

export interface Probe<T> {
  readonly value: T
  readonly isDone: boolean
}

/** Looks again and again until it is done or the time is over. @returns the last that was seen */
export async function pollUntil<T>({ signal, timeoutMs, restMs }: Patience, look: () => Promise<Probe<T>>): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const { value, isDone } = await look()
    if (isDone || performance.now() + restMs > deadline) return value
    await sleep(restMs, undefined, { signal }).catch((error: unknown) => {
      throw new Cancelled('The deployment was cancelled', { cause: error })
    })
  }
}

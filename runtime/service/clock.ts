/** Milliseconds since the epoch. Passed in, so that tests decide what time it is. */
export type Clock = () => number

/**
 * Wall-clock time with microsecond steps, so that two rows made in one millisecond keep their order. It follows the
 * system's clock when that is set, and after the machine has slept, which the steps' own clock knows nothing of.
 */
export const systemClock: Clock = () => {
  const wallMs = Date.now()
  const steppedMs = originMs + performance.now()
  const nowMs = Math.min(Math.max(steppedMs, wallMs), wallMs + LAST_STEP_MS)
  originMs += nowMs - steppedMs
  return Math.round(nowMs * 1000) / 1000
}

let originMs = performance.timeOrigin

const LAST_STEP_MS = 0.999

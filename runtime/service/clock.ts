/** Milliseconds since the epoch. Passed in, so that tests decide what time it is. */
export type Clock = () => number

/** Wall-clock time with microsecond steps, so that two rows made in one millisecond keep their order. */
export const systemClock: Clock = () => Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000

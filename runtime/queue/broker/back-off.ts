const FIRST_MS = 100
const LONGEST_MS = 5_000

/**
 * How long to rest after that many failures in a row: doubling up to five seconds, of which a random half is left out, so
 * that the hosts of a cluster do not come back in step.
 * @param random from 0 to 1
 */
export function backOffMs(failures: number, random: number): number {
  const longestMs = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LONGEST_MS)
  return Math.round(longestMs * (0.5 + random / 2))
}

interface Counted {
  readonly state: string
  readonly count: number
}

/** Adds up what was counted in parts; only states that occur are there. */
export function sumByState(counts: readonly Counted[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { state, count } of counts) sums[state] = (sums[state] ?? 0) + count
  return sums
}

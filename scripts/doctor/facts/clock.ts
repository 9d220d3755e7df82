/** How far a clock is ahead of the control machine's. */
export interface Offset {
  readonly aheadMs: number
  /** It may be so much more or less. */
  readonly uncertainMs: number
}

/** The best of three readings: the shorter the way, the surer what the clock said. */
export async function measureOffset(readMs: () => Promise<number>): Promise<Offset> {
  const offsets: Offset[] = []
  for (let reading = 0; reading < 3; reading++) offsets.push(await measureOnce(readMs))
  return offsets.reduce((best, one) => (one.uncertainMs < best.uncertainMs ? one : best))
}

async function measureOnce(readMs: () => Promise<number>): Promise<Offset> {
  const before = Date.now()
  const shownMs = await readMs()
  const after = Date.now()
  return { aheadMs: shownMs - (before + after) / 2, uncertainMs: (after - before) / 2 }
}

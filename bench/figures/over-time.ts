/** One look at something that changes. */
export interface Point {
  readonly atS: number
  readonly value: number
}

/** How many of the moments (seconds) fall into each window from the first second on, as a rate per second. */
export function ratesInWindows(
  momentsS: readonly number[],
  { fromS, windowS }: { readonly fromS: number; readonly windowS: number },
): number[] {
  const counts: number[] = []
  for (const moment of momentsS) {
    const window = Math.max(Math.floor((moment - fromS) / windowS), 0)
    while (counts.length <= window) counts.push(0)
    counts[window] = (counts[window] ?? 0) + 1
  }
  return counts.map(count => count / windowS)
}

/** The slope of the straight line that fits best (least squares), per second; NaN of fewer than two moments. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanAt, meanValue] = [mean(points.map(point => point.atS)), mean(points.map(point => point.value))]
  const covariance = mean(points.map(({ atS, value }) => (atS - meanAt) * (value - meanValue)))
  const variance = mean(points.map(({ atS }) => (atS - meanAt) ** 2))
  return variance === 0 ? Number.NaN : covariance / variance
}

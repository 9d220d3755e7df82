import type { RunsOfHour } from '../../../db/run-history.ts'
import type { HistoryBar, Period } from '../contract/home.ts'
import { sumByState } from '../sum-by-state.ts'

const HOUR_MS = 3_600_000

/** Bars of each period, and how many hours one is of. */
const BARS: Readonly<Record<Period, { readonly count: number; readonly hours: number }>> = {
  day: { count: 24, hours: 1 },
  week: { count: 28, hours: 6 },
}

/** The bars of a period that ends now, without runs yet; they begin at whole hours of UTC. */
export function emptyBars(period: Period, nowMs: number): HistoryBar[] {
  const { count, hours } = BARS[period]
  const widthMs = hours * HOUR_MS
  const lastMs = Math.floor(nowMs / widthMs) * widthMs
  return Array.from({ length: count }, (_, index) => {
    const fromMs = lastMs - (count - 1 - index) * widthMs
    return { fromMs, toMs: fromMs + widthMs, runs: {} }
  })
}

/** Puts hours into the bars that they belong to. */
export const filledBars = (bars: readonly HistoryBar[], hours: readonly RunsOfHour[]): HistoryBar[] =>
  bars.map(bar => ({ ...bar, runs: sumByState(hours.filter(({ atMs }) => atMs >= bar.fromMs && atMs < bar.toMs)) }))

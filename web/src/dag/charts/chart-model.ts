import type { ChartRun } from '../../../../runtime/api/ui/contract/charts.ts'
import { durationText } from '../../time/format.ts'
import type { ChartName } from './charts-query.ts'

/** One bar; its value is null where there is nothing to measure yet. */
export interface Bar {
  readonly run: ChartRun
  readonly value: number | null
}

interface Measuring {
  readonly chart: ChartName
  /** Whether a duration begins when it was queued. */
  readonly isFromQueue: boolean
  readonly nowMs: number
}

/** What a chart measures of each run: milliseconds, or a number of tries. */
export const barsOf = (runs: readonly ChartRun[], measuring: Measuring): Bar[] =>
  runs.map(run => ({ run, value: measured(run, measuring) }))

/** The middle value; null for none at all. */
export function medianOf(bars: readonly Bar[]): number | null {
  const values = bars.flatMap(({ value }) => value ?? []).sort((one, other) => one - other)
  const middle = values.length / 2
  const [low, high] = [values[Math.ceil(middle) - 1], values[Math.floor(middle)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** A value in words. */
export const valueText = (chart: ChartName, value: number | null): string =>
  value === null ? '–' : chart === 'tries' ? String(value) : durationText(value)

function measured({ dueMs, queuedMs, startMs, endMs, tries }: ChartRun, { chart, isFromQueue, nowMs }: Measuring) {
  if (chart === 'tries') return tries
  if (chart === 'landing') return endMs === null ? null : Math.max(0, endMs - dueMs)
  if (startMs === null) return null
  const fromMs = isFromQueue ? Math.min(queuedMs ?? startMs, startMs) : startMs
  return Math.max(0, (endMs ?? nowMs) - fromMs)
}

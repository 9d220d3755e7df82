import { expect, test } from 'vitest'
import { emptyBars, filledBars } from '../../../../runtime/api/ui/home/run-bars.ts'

const HOUR_MS = 3_600_000
const NOON_MS = Date.UTC(2026, 10, 24, 12)

test('a day is 24 bars of whole hours, and ends with the hour that has begun', () => {
  const bars = emptyBars('day', NOON_MS + 59_000)
  expect(bars).toHaveLength(24)
  expect(bars[0]?.fromMs).toBe(NOON_MS - 23 * HOUR_MS)
  expect(bars.at(-1)).toEqual({ fromMs: NOON_MS, toMs: NOON_MS + HOUR_MS, runs: {} })
})

test('a week is 28 bars of six hours', () => {
  const bars = emptyBars('week', NOON_MS + 7 * HOUR_MS)
  expect(bars).toHaveLength(28)
  expect(bars.at(-1)).toEqual({ fromMs: NOON_MS + 6 * HOUR_MS, toMs: NOON_MS + 12 * HOUR_MS, runs: {} })
})

test('the hours of a bar are summed by state, and those of no bar are left out', () => {
  const bars = filledBars(emptyBars('week', NOON_MS), [
    { atMs: NOON_MS, state: 'success', count: 2 },
    { atMs: NOON_MS + 5 * HOUR_MS, state: 'success', count: 3 },
    { atMs: NOON_MS + HOUR_MS, state: 'failed', count: 1 },
    { atMs: NOON_MS - HOUR_MS, state: 'running', count: 1 },
    { atMs: NOON_MS - 8 * 24 * HOUR_MS, state: 'failed', count: 9 },
  ])
  expect(bars.at(-1)?.runs).toEqual({ success: 5, failed: 1 })
  expect(bars.at(-2)?.runs).toEqual({ running: 1 })
  expect(bars.slice(0, -2).every(({ runs }) => Object.keys(runs).length === 0)).toBe(true)
})

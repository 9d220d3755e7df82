import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../runtime/service/clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('tells the time of the system', () => {
  const before = Date.now()
  const told = systemClock()
  expect(told).toBeGreaterThanOrEqual(before)
  expect(told).toBeLessThan(Date.now() + 1)
})

test('moves in steps of microseconds', () => {
  const told = Array.from({ length: 1000 }, systemClock)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(new Set(told).size).toBeGreaterThan(100)
})

test.each([8 * 3_600_000, -60_000])('follows a system clock that jumps by %d ms, as after a sleep', jumpMs => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs })
  const wallMs = Date.now()
  expect(systemClock()).toBeGreaterThanOrEqual(wallMs)
  expect(systemClock()).toBeLessThan(wallMs + 1)
})

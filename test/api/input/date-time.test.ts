import { expect, test } from 'vitest'
import { parseDateTime } from '../../../runtime/api/input/date-time.ts'

const NOON_MS = Date.UTC(2026, 10, 24, 12)

test.each([
  ['2026-11-24T12:00:00Z', NOON_MS],
  ['2026-11-24T12:00:00+00:00', NOON_MS],
  ['2026-11-24 12:00', NOON_MS],
  ['2026-11-24T14:00:00+0200', NOON_MS],
  ['2026-11-24T06:30:00-05:30', NOON_MS],
  ['2026-11-24T12:00:00.123456Z', NOON_MS + 123.456],
  ['2026-11-24', Date.UTC(2026, 10, 24)],
])('%s is read', (text, ms) => {
  expect(parseDateTime(text, 'UTC')).toBe(ms)
})

test('without an offset the time is meant in the time zone given', () => {
  expect(parseDateTime('2026-11-24T13:00:00', 'Europe/Berlin')).toBe(NOON_MS)
})

test.each(['', 'now', '2026-13-01', '2026-02-30', '24.11.2026', '2026-11-24T25:00:00Z', '2026-11-24T12:00:00 CET'])(
  '%j is no time',
  text => {
    expect(parseDateTime(text, 'UTC')).toBeNull()
  },
)

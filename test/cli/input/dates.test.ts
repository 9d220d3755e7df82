import { expect, test } from 'vitest'
import { parseDate } from '../../../runtime/cli/input/dates.ts'
import { isoFormat } from '../../../runtime/model/time.ts'

test.each([
  ['2026-11-22', '2026-11-21T23:00:00+00:00'],
  ['20261122', '2026-11-21T23:00:00+00:00'],
  ['2026-07-22 06:30', '2026-07-22T04:30:00+00:00'],
  ['2026-11-22T06:30:15.25', '2026-11-22T05:30:15.250000+00:00'],
  ['2026-11-22T06:30:15.123456Z', '2026-11-22T06:30:15.123456+00:00'],
  ['2026-11-22T06:30:00+0530', '2026-11-22T01:00:00+00:00'],
  ['2026-11-22T06-08', '2026-11-22T14:00:00+00:00'],
])('%s in Berlin is %s', (text, iso) => {
  expect(isoFormat(parseDate(text, 'Europe/Berlin') as number)).toBe(iso)
})

test.each(['', 'today', '2026-13-01', '2026-02-30', '2026-11-22T25:00', '22.11.2026', 'r1'])('%j is no date', text => {
  expect(parseDate(text, 'UTC')).toBeNull()
})

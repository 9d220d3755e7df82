import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoFormat, parseSqlTimestamp, sqlTimestamp } from '../../runtime/model/time.ts'

const MIDNIGHT_MS = Date.UTC(2026, 10, 22)

test.each([
  [MIDNIGHT_MS, '2026-11-22T00:00:00+00:00', '2026-11-22 00:00:00.000000'],
  [MIDNIGHT_MS + 1, '2026-11-22T00:00:00.001000+00:00', '2026-11-22 00:00:00.001000'],
  [MIDNIGHT_MS + 999.999, '2026-11-22T00:00:00.999999+00:00', '2026-11-22 00:00:00.999999'],
  [-0.001, '1969-12-31T23:59:59.999999+00:00', '1969-12-31 23:59:59.999999'],
])('%d ms is %s, and %s in a database', (ms, iso, sql) => {
  expect(isoFormat(ms)).toBe(iso)
  expect(sqlTimestamp(ms)).toBe(sql)
})

test('what a database holds is read with or without fraction', () => {
  expect(parseSqlTimestamp('2026-11-22 00:00:00')).toBe(MIDNIGHT_MS)
  expect(parseSqlTimestamp('2026-11-22 00:00:00.5')).toBe(MIDNIGHT_MS + 500)
  expect(parseSqlTimestamp('2026-11-22T00:00:00.000250')).toBe(MIDNIGHT_MS + 0.25)
})

test('times keep their microseconds through a database, and their order as text', () => {
  const micros = fc.integer({ min: 0, max: 4_000_000_000_000_000 })
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      expect(Math.round(parseSqlTimestamp(sqlTimestamp(a / 1000)) * 1000)).toBe(a)
      expect(sqlTimestamp(a / 1000) < sqlTimestamp(b / 1000)).toBe(a < b)
    }),
  )
})

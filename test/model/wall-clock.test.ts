import { expect, test } from 'vitest'
import { checkTimezone, instantOfWall, offsetMs, UnknownTimezone } from '../../runtime/model/wall-clock.ts'

const HOUR = 3_600_000
const at = (text: string): number => Date.parse(text)

test('an offset changes exactly at its transition', () => {
  const change = at('2024-03-31T01:00Z')
  expect(offsetMs('Europe/Berlin', change - 0.001)).toBe(HOUR)
  expect(offsetMs('Europe/Berlin', change)).toBe(2 * HOUR)
  expect(offsetMs('Australia/Lord_Howe', at('2024-07-01T00:00Z'))).toBe(10.5 * HOUR)
})

test('an offset does not depend on what was asked before', () => {
  const change = at('2024-03-31T01:00Z')
  expect(offsetMs('Europe/Paris', change)).toBe(2 * HOUR)
  expect(offsetMs('Europe/Paris', change - 1)).toBe(HOUR)
})

test('zones without changes and fixed offsets have one offset for ever', () => {
  expect(offsetMs('Asia/Shanghai', at('2090-06-01T00:00Z'))).toBe(8 * HOUR)
  expect(offsetMs('+05:30', 0)).toBe(5.5 * HOUR)
  expect(offsetMs('UTC', 0)).toBe(0)
})

test('a wall-clock time is the instant at which the clock shows it', () => {
  expect(instantOfWall('Europe/Berlin', at('2024-03-31T00:30Z'))).toBe(at('2024-03-30T23:30Z'))
  expect(instantOfWall('Europe/Berlin', at('2024-03-31T03:00Z'))).toBe(at('2024-03-31T01:00Z'))
})

test('a skipped time moves on by the jump, a repeated one is the second', () => {
  expect(instantOfWall('Europe/Berlin', at('2024-03-31T02:30Z'))).toBe(at('2024-03-31T01:30Z'))
  expect(instantOfWall('Europe/Berlin', at('2024-10-27T02:30Z'))).toBe(at('2024-10-27T01:30Z'))
})

test('an unknown zone is named, with what to use instead', () => {
  expect(checkTimezone('Europe/Berlin')).toBe('Europe/Berlin')
  expect(() => checkTimezone('Mars/Olympus')).toThrow(UnknownTimezone)
  expect(() => checkTimezone('Mars/Olympus')).toThrow('Time zone "Mars/Olympus" is not known. Use an IANA name')
})

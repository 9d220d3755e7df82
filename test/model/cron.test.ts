import { describe, expect, test } from 'vitest'
import { InvalidCron } from '../../runtime/model/cron/invalid-cron.ts'
import { nextTick, PRESETS, parseCron, prevTick } from '../../runtime/model/cron.ts'
import { readLines } from './fixtures/read-lines.ts'

interface Vectors {
  readonly timezone: string
  readonly expression: string
  readonly rows: readonly (readonly [from: number, untilNext: number, sincePrev: number])[]
}

const at = (text: string): number => Date.parse(text)
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 16))
const next = (expression: string, from: string, timezone = 'UTC') =>
  iso(nextTick(parseCron(expression), timezone, at(from)))
const prev = (expression: string, from: string, timezone = 'UTC') =>
  iso(prevTick(parseCron(expression), timezone, at(from)))

describe('ticks are those of croniter under the DST rule of Airflow', () => {
  test.each(readLines<Vectors>('cron-vectors.jsonl'))('$expression in $timezone', ({ timezone, expression, rows }) => {
    const cron = parseCron(expression)
    const ours = rows.map(([from]) => [
      from,
      (nextTick(cron, timezone, from * 1000) as number) / 1000 - from,
      from - (prevTick(cron, timezone, from * 1000) as number) / 1000,
    ])
    expect(ours).toEqual(rows)
  })
})

describe('around DST', () => {
  const newYork = 'America/New_York'

  test('a fixed hour keeps its wall-clock time', () => {
    expect(next('0 9 * * *', '2021-03-13T20:00Z', newYork)).toBe('2021-03-14T13:00')
    expect(next('0 9 * * *', '2021-03-12T20:00Z', newYork)).toBe('2021-03-13T14:00')
  })

  test('a time that the clock jumps over is moved behind the jump', () => {
    expect(next('30 2 * * *', '2021-03-14T05:00Z', newYork)).toBe('2021-03-14T07:30')
  })

  test('a time that the clock shows twice is the second one, once', () => {
    expect(next('30 1 * * *', '2021-11-07T04:00Z', newYork)).toBe('2021-11-07T06:30')
    expect(next('30 1 * * *', '2021-11-07T06:30Z', newYork)).toBe('2021-11-08T06:30')
  })

  test('a schedule of every hour goes on through the repeated hour', () => {
    expect(next('30 * * * *', '2021-11-07T05:30Z', newYork)).toBe('2021-11-07T06:30')
    expect(next('*/30 * * * *', '2021-03-14T06:30Z', newYork)).toBe('2021-03-14T07:00')
  })

  test('the tick before an instant is never behind it', () => {
    expect(prev('30 1 * * *', '2021-11-07T05:40Z', newYork)).toBe('2021-11-06T05:30')
    expect(prev('0,30 2,3 * * *', '2021-03-14T07:00Z', newYork)).toBe('2021-03-13T08:30')
  })
})

describe('ticks', () => {
  test('are strictly after and strictly before, to the microsecond', () => {
    const cron = parseCron('* * * * * */10')
    const tick = at('2024-05-01T00:00:10Z')
    expect(nextTick(cron, 'UTC', tick)).toBe(tick + 10_000)
    expect(prevTick(cron, 'UTC', tick)).toBe(tick - 10_000)
    expect(nextTick(cron, 'UTC', tick - 0.25)).toBe(tick)
    expect(prevTick(cron, 'UTC', tick + 0.25)).toBe(tick)
  })

  test('fall on either day when day of month and day of week are both given', () => {
    expect(next('0 0 13 * 5', '2024-09-07T00:00Z')).toBe('2024-09-13T00:00')
    expect(next('0 0 14 * 5', '2024-09-13T00:00Z')).toBe('2024-09-14T00:00')
  })

  test('fall on every day when one of the two lists all days without a star', () => {
    expect(next('0 0 15 * 0-6', '2024-05-01T12:00Z')).toBe('2024-05-02T00:00')
    expect(next('0 0 1-31 * mon', '2024-05-01T12:00Z')).toBe('2024-05-02T00:00')
    expect(next('0 0 15 * */1', '2024-05-01T12:00Z')).toBe('2024-05-02T00:00')
    expect(next('0 0 */1 * mon', '2024-05-01T12:00Z')).toBe('2024-05-02T00:00')
    expect(next('0 0 * * mon', '2024-05-01T12:00Z')).toBe('2024-05-06T00:00')
  })

  test('fall on the last day of a month for L', () => {
    expect(next('0 0 L * *', '2024-02-10T00:00Z')).toBe('2024-02-29T00:00')
    expect(next('0 0 L,31 * *', '2025-04-21T00:00Z')).toBe('2025-04-30T00:00')
  })

  test('fall on the n-th or last weekday of a month', () => {
    expect(next('0 0 * * fri#2', '2024-02-10T00:00Z')).toBe('2024-03-08T00:00')
    expect(next('0 0 * * L5', '2024-02-10T00:00Z')).toBe('2024-02-23T00:00')
  })

  test('know leap days and the ends of short months', () => {
    expect(prev('0 0 29 * *', '2024-03-09T00:00Z')).toBe('2024-02-29T00:00')
    expect(next('0 0 29 2 *', '2024-03-09T00:00Z')).toBe('2028-02-29T00:00')
    expect(next('0 0 */10 * *', '2021-02-25T00:00Z')).toBe('2021-03-01T00:00')
  })

  test('end with the years of the seventh field', () => {
    expect(next('0 0 1 1 * 0 2025', '2024-06-01T00:00Z')).toBe('2025-01-01T00:00')
    expect(next('0 0 1 1 * 0 2025', '2025-06-01T00:00Z')).toBeNull()
    expect(prev('0 0 1 1 * 0 2025', '2024-06-01T00:00Z')).toBeNull()
  })

  test('come fast: 100,000 of them in well under a second', () => {
    const cron = parseCron('*/5 * * * *')
    const started = performance.now()
    let tick = at('2024-01-01T00:00Z')
    for (let count = 0; count < 100_000; count += 1) tick = nextTick(cron, 'UTC', tick) as number
    expect(tick).toBe(at('2024-01-01T00:00Z') + 100_000 * 300_000)
    expect(performance.now() - started).toBeLessThan(900)
  })
})

describe('reading', () => {
  test.each([
    ['names in any case', '0 0 * JAN-mar Mon,FRI', { months: [1, 2, 3], weekdays: [1, 5] }],
    ['7 as Sunday', '0 0 * * 7', { weekdays: [0] }],
    ['ranges that run past Sunday', '0 0 * * fri-mon', { weekdays: [0, 1, 5, 6] }],
    ['a range to 7', '0 0 * * 1-7/2', { weekdays: [0, 1, 3, 5] }],
    ['ranges that run past midnight', '0 22-2 * * *', { hours: [0, 1, 2, 22, 23] }],
    ['a step across the end as croniter counts it', '58-10/5 * * * *', { minutes: [4, 9, 58] }],
    ['a step from a value', '10/20 * * * *', { minutes: [10, 30, 50] }],
    ['a step from the last value', '59/5 * * * *', { minutes: [59] }],
    ['a range to itself as the whole field', '5-5/20 * * * *', { minutes: [0, 20, 40] }],
    ['lists of all forms', '1,20-22,*/30 * * * *', { minutes: [0, 1, 20, 21, 22, 30] }],
    ['a range to the last day', '0 0 29-L * *', { days: [29, 30, 31] }],
    ['? as any day', '0 0 ? * ?', { anyDay: true, anyWeekday: true }],
    ['seconds last', '0 0 * * * 15,45', { seconds: [15, 45] }],
    ['names with #', '0 0 * * mon-tue#1', { nthWeekdays: [1, 2].map(weekday => ({ weekday, nth: 1 })) }],
    ['all hours one by one as every hour', '0 0-23 * * *', { everyHour: true }],
    ['presets', ' @Weekly ', { expression: '0 0 * * 0', weekdays: [0] }],
  ])('understands %s', (_what, expression, expected) => {
    expect(parseCron(expression)).toMatchObject(expected)
  })

  test('knows the presets of Airflow', () => {
    expect(PRESETS).toMatchObject({ '@hourly': '0 * * * *', '@quarterly': '0 0 1 */3 *', '@yearly': '0 0 1 1 *' })
  })

  test.each([
    ['60 * * * *', 'the minute field is "60"; expected 0-59'],
    ['* 24 * * *', 'the hour field is "24"; expected 0-23'],
    ['0 0 0 * *', 'the day of month field is "0"; expected 1-31'],
    ['0 0 * foo *', 'the month field is "foo"; expected 1-12, jan, feb'],
    ['0 0 * * 8', 'the day of week field is "8"; expected 0-6, sun, mon'],
    ['0 0 * * monday', 'the day of week field is "monday"'],
    ['0 0 * * fri#6', 'the day of week field is "fri#6"'],
    ['0 0 * * L', 'the day of week field is "l"'],
    ['* * * * * 60', 'the second field is "60"'],
    ['0 0 1 1 * 0 1969', 'the year field is "1969"; expected 1970-2099'],
    ['*/0 * * * *', 'the minute field is "*/0"'],
    ['-5 * * * *', 'the minute field is "-5"'],
    ['1,,2 * * * *', 'the minute field is "1,,2"'],
    ['? * * * *', 'the minute field is "?"'],
    ['0 0 ?,1 * *', 'the day of month field is "?,1"'],
    ['h * * * *', 'the minute field is "h"'],
    ['0 0 * * 1,fri#2', 'mixes plain days'],
    ['0 0 30 2 *', 'no month has such a day'],
    ['0 0 * *', 'expected 5 fields (minute, hour, day of month, month, day of week), or 6 with seconds last, got 4'],
    ['1 2 3 4 5 6 2020 8', 'got 8'],
    ['', 'got 0'],
  ])('refuses "%s" and says why', (expression, message) => {
    const read = () => parseCron(expression)
    expect(read).toThrow(InvalidCron)
    expect(read).toThrow(message)
    expect(read).toThrow(`Cron expression "${expression}"`)
  })
})

import { describe, expect, test } from 'vitest'
import { InvalidCron } from '../../runtime/model/cron/invalid-cron.ts'
import type { DataInterval, Schedule } from '../../runtime/model/schedule.ts'
import {
  describeSchedule,
  InvalidSchedule,
  manualDataInterval,
  nextDagRun,
  parseSchedule,
  type ScheduleInput,
  scheduleIntervalJson,
  scheduleSummary,
} from '../../runtime/model/timetable.ts'
import { UnknownTimezone } from '../../runtime/model/wall-clock.ts'
import { readLines } from './fixtures/read-lines.ts'

interface Vector {
  readonly schedule: string | number | null
  readonly timezone: string
  readonly now: number
  readonly start: number | null
  readonly end: number | null
  readonly last: readonly [number, number] | null
  readonly catchup: boolean
  readonly next: readonly [start: number, end: number, createAfter: number] | null
  readonly manual: readonly [number, number]
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string): number => Date.parse(text)
const daily = parseSchedule('@daily', 'UTC')
const open = {
  last: null,
  startMs: at('2024-01-01T00:00Z'),
  endMs: null,
  catchup: true,
  nowMs: at('2024-06-10T12:00Z'),
}
const seconds = (ms: number | null): number | null => (ms === null ? null : ms * 1000)
const interval = (start: string, end: string): DataInterval => ({ startMs: at(start), endMs: at(end) })

const scheduleOf = ({ schedule, timezone }: Vector): Schedule =>
  parseSchedule(typeof schedule === 'number' ? { ms: schedule * 1000 } : schedule, timezone)

describe('plans what the timetables of Airflow 2.10.5 plan', () => {
  const vectors = readLines<Vector>('timetable-vectors.jsonl')

  test.each([...new Set(vectors.map(vector => vector.schedule))])('%s: automated runs', schedule => {
    for (const vector of vectors.filter(each => each.schedule === schedule)) {
      const last = vector.last && { startMs: vector.last[0] * 1000, endMs: vector.last[1] * 1000 }
      const run = nextDagRun(scheduleOf(vector), {
        last,
        startMs: seconds(vector.start),
        endMs: seconds(vector.end),
        catchup: vector.catchup,
        nowMs: vector.now * 1000,
      })
      const got = run && [run.interval.startMs, run.interval.endMs, run.createAfterMs].map(ms => ms / 1000)
      expect({ ...vector, next: got }).toEqual(vector)
      expect(run?.logicalDateMs).toBe(run?.interval.startMs)
    }
  })

  test.each([...new Set(vectors.map(vector => vector.schedule))])('%s: manual runs', schedule => {
    for (const vector of vectors.filter(each => each.schedule === schedule)) {
      const { startMs, endMs } = manualDataInterval(scheduleOf(vector), vector.now * 1000)
      expect({ ...vector, manual: [startMs / 1000, endMs / 1000] }).toEqual(vector)
    }
  })
})

describe('a daily run', () => {
  test('is created when its interval has ended', () => {
    const run = nextDagRun(daily, open)
    expect(run).toEqual({
      logicalDateMs: at('2024-01-01T00:00Z'),
      interval: interval('2024-01-01T00:00Z', '2024-01-02T00:00Z'),
      createAfterMs: at('2024-01-02T00:00Z'),
    })
  })

  test('starts with the first midnight at or after the start date', () => {
    const run = nextDagRun(daily, { ...open, startMs: at('2024-01-01T00:00:01Z') })
    expect(run?.logicalDateMs).toBe(at('2024-01-02T00:00Z'))
  })

  test('without catchup is the latest complete one', () => {
    expect(nextDagRun(daily, { ...open, catchup: false })?.logicalDateMs).toBe(at('2024-06-09T00:00Z'))
  })

  test('without catchup, exactly at midnight, is the one that ends now', () => {
    const midnight = { ...open, catchup: false, nowMs: at('2024-06-10T00:00Z') }
    expect(nextDagRun(daily, midnight)?.interval).toEqual(interval('2024-06-09T00:00Z', '2024-06-10T00:00Z'))
  })

  test('is not created beyond the end date, which itself still runs', () => {
    const last = interval('2024-01-04T00:00Z', '2024-01-05T00:00Z')
    expect(nextDagRun(daily, { ...open, last, endMs: at('2024-01-05T00:00Z') })).not.toBeNull()
    expect(nextDagRun(daily, { ...open, last, endMs: at('2024-01-04T23:59Z') })).toBeNull()
  })

  test('needs a start date only with catchup', () => {
    expect(nextDagRun(daily, { ...open, startMs: null })).toBeNull()
    expect(nextDagRun(daily, { ...open, startMs: null, catchup: false })).not.toBeNull()
  })

  test('triggered at midnight covers the day that just ended', () => {
    const midnight = at('2019-11-20T00:00Z')
    expect(manualDataInterval(daily, midnight)).toEqual({ startMs: midnight - DAY, endMs: midnight })
  })
})

test('a schedule whose years have passed plans nothing more and still can be triggered', () => {
  const past = parseSchedule('0 0 1 1 * 0 2020', 'UTC')
  expect(nextDagRun(past, open)).toBeNull()
  expect(manualDataInterval(past, open.nowMs)).toEqual({ startMs: open.nowMs, endMs: open.nowMs })
})

test('a continuous DAG does not run before its start date', () => {
  const startMs = open.nowMs + DAY
  expect(nextDagRun({ type: 'continuous' }, { ...open, startMs })?.createAfterMs).toBe(startMs)
})

test('continuous runs follow each other without a gap', () => {
  const last = interval('2024-06-01T00:00Z', '2024-06-01T00:05Z')
  const run = nextDagRun({ type: 'continuous' }, { ...open, last })
  expect(run?.interval).toEqual({ startMs: last.endMs, endMs: open.nowMs })
})

describe('reading a schedule', () => {
  test.each<[ScheduleInput, Schedule]>([
    [null, { type: 'none' }],
    ['@once', { type: 'once' }],
    ['@continuous', { type: 'continuous' }],
    ['@daily', { type: 'cron', expression: '@daily', timezone: 'Europe/Berlin' }],
    [' 0 6 * * * ', { type: 'cron', expression: '0 6 * * *', timezone: 'Europe/Berlin' }],
    [{ ms: HOUR }, { type: 'delta', ms: HOUR }],
  ])('%j', (input, schedule) => {
    expect(parseSchedule(input, 'Europe/Berlin')).toEqual(schedule)
  })

  test('a wrong preset is answered with the right ones', () => {
    expect(() => parseSchedule('@dayly', 'UTC')).toThrow(InvalidSchedule)
    expect(() => parseSchedule('@dayly', 'UTC')).toThrow(
      /"@dayly" is not valid. Use @once, @continuous, @hourly, @daily/,
    )
  })

  test('an interval must be longer than zero', () => {
    for (const ms of [0, -1, Number.NaN]) {
      expect(() => parseSchedule({ ms }, 'UTC')).toThrow(InvalidSchedule)
    }
    expect(() => parseSchedule({ ms: -1 }, 'UTC')).toThrow('longer than zero')
  })

  test('a wrong cron expression and a wrong time zone are named', () => {
    expect(() => parseSchedule('61 * * * *', 'UTC')).toThrow(InvalidCron)
    expect(() => parseSchedule('@daily', 'Nowhere')).toThrow(UnknownTimezone)
  })
})

test.each<[ScheduleInput, { summary: string; json: unknown; words: string }]>([
  [null, { summary: 'None', json: null, words: 'Never, external triggers only' }],
  ['@once', { summary: '@once', json: '@once', words: 'Once, as soon as possible' }],
  [
    '@continuous',
    {
      summary: '@continuous',
      json: '@continuous',
      words: 'As frequently as possible, but only one run at a time.',
    },
  ],
  ['@daily', { summary: '0 0 * * *', json: '@daily', words: 'At 00:00' }],
  ['0 8-17 * * *', { summary: '0 8-17 * * *', json: '0 8-17 * * *', words: '0 8-17 * * *' }],
  [
    { ms: DAY },
    {
      summary: '1 day, 0:00:00',
      json: { type: 'timedelta', attrs: { days: 1, seconds: 0, microseconds: 0 } },
      words: 'Every 1 day, 0:00:00',
    },
  ],
  [
    { ms: 2 * DAY + HOUR + 123_500 },
    {
      summary: '2 days, 1:02:03.500000',
      json: { type: 'timedelta', attrs: { days: 2, seconds: 3723, microseconds: 500_000 } },
      words: 'Every 2 days, 1:02:03.500000',
    },
  ],
  [
    { ms: 300_000 },
    {
      summary: '0:05:00',
      json: { type: 'timedelta', attrs: { days: 0, seconds: 300, microseconds: 0 } },
      words: 'Every 0:05:00',
    },
  ],
])('%j is shown as Airflow shows it', (input, expected) => {
  const schedule = parseSchedule(input, 'UTC')
  expect({
    summary: scheduleSummary(schedule),
    json: scheduleIntervalJson(schedule),
    words: describeSchedule(schedule),
  }).toEqual(expected)
})

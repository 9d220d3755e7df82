import { describe, expect, test } from 'vitest'
import { type EndedAttempt, isEligibleToRetry, nextRetryMs } from '../../runtime/model/retry.ts'

const endDateMs = Date.parse('2026-11-23T08:00:00Z')
const key = { dagId: 'etl', taskId: 'load', logicalDateMs: 1_795_305_600_000 }
const attempt: EndedAttempt = {
  endDateMs,
  retryDelayMs: 300_000,
  exponentialBackoff: true,
  maxRetryDelayMs: null,
  tryNumber: 1,
  key,
}
const waited = (changes: Partial<EndedAttempt>) => (nextRetryMs({ ...attempt, ...changes }) - endDateMs) / 1000

test('without back-off a retry waits its delay', () => {
  expect(waited({ exponentialBackoff: false, tryNumber: 5 })).toBe(300)
})

// Computed in Python: hashlib.sha1(f"{dag_id}#{task_id}#{execution_date}#{try_number}".encode()).
describe('back-off waits as long as in Airflow', () => {
  test.each([
    [1, 555],
    [2, 775],
    [3, 1789],
    [5, 5039],
  ])('try %i: %i s', (tryNumber, seconds) => {
    expect(waited({ tryNumber })).toBe(seconds)
  })

  test('with a fraction in the logical date and names beyond ASCII', () => {
    expect(
      waited({ tryNumber: 2, retryDelayMs: 60_000, key: { ...key, logicalDateMs: key.logicalDateMs + 250 } }),
    ).toBe(206)
    const umlauts = { dagId: 'größe', taskId: 'läuft', logicalDateMs: 1_700_000_000_000 }
    expect(waited({ tryNumber: 3, retryDelayMs: 7300, key: umlauts })).toBe(52)
  })

  test('with delays below a second, which count as one', () => {
    expect(waited({ retryDelayMs: 0 })).toBe(1)
    expect(waited({ retryDelayMs: 500, tryNumber: 4 })).toBe(5)
  })
})

describe('back-off is bounded', () => {
  test('by a day, however many tries there were', () => {
    expect(waited({ tryNumber: 9 })).toBe(86_400)
    expect(waited({ tryNumber: 2000 })).toBe(86_400)
  })

  test('by [core] max_task_retry_delay', () => {
    expect(waited({ tryNumber: 3, maxTaskRetryDelayMs: 1_000_000 })).toBe(1000)
  })

  test('by the max_retry_delay of the task, where zero means none', () => {
    expect(waited({ tryNumber: 3, maxRetryDelayMs: 600_000 })).toBe(600)
    expect(waited({ tryNumber: 3, maxRetryDelayMs: 0 })).toBe(1789)
  })
})

test.each([
  [{ state: 'running', retries: 2, tryNumber: 1, maxTries: 2 }, true],
  [{ state: 'running', retries: 2, tryNumber: 2, maxTries: 2 }, true],
  [{ state: 'running', retries: 2, tryNumber: 3, maxTries: 2 }, false],
  [{ state: 'running', retries: 0, tryNumber: 1, maxTries: 1 }, false],
  [{ state: 'restarting', retries: 0, tryNumber: 9, maxTries: 0 }, true],
] as const)('%j may retry: %s', (instance, eligible) => {
  expect(isEligibleToRetry(instance)).toBe(eligible)
})

import { describe, expect, test } from 'vitest'
import { InvalidRunId, runId, runTypeOf, validateRunId } from '../../runtime/model/run-id.ts'

const midnight = Date.parse('2026-11-22T00:00:00Z')
/** Airflow's default. */
const DEFAULT_PATTERN = '^[A-Za-z0-9_.~:+-]+$'
const check = (id: string, pattern = DEFAULT_PATTERN) => validateRunId(id, pattern)

test('a run_id is the run type and the logical date, with microseconds only when there are any', () => {
  expect(runId('scheduled', midnight)).toBe('scheduled__2026-11-22T00:00:00+00:00')
  expect(runId('backfill', midnight)).toBe('backfill__2026-11-22T00:00:00+00:00')
  expect(runId('manual', midnight + 1.5)).toBe('manual__2026-11-22T00:00:00.001500+00:00')
})

test('the run type is read back from the prefix, and is manual without one', () => {
  for (const type of ['manual', 'scheduled', 'backfill', 'dataset_triggered'] as const) {
    expect(runTypeOf(runId(type, midnight))).toBe(type)
  }
  expect(runTypeOf('scheduled_by_me')).toBe('manual')
})

describe('a run_id given by a user', () => {
  test.each(['my-run', 'manual__2026-11-22T00:00:00+00:00', 'a.b~c:d+e'])('may be "%s"', id => {
    expect(() => check(id)).not.toThrow()
  })

  test('may not take a prefix that is reserved for another run type', () => {
    expect(() => check('scheduled__x')).toThrow(InvalidRunId)
    expect(() => check('backfill__x')).toThrow('"backfill__" is reserved for backfill runs')
  })

  test('must fit the configured pattern or the built-in one', () => {
    expect(() => check('my run')).toThrow('fits neither allowed_run_id_pattern "^[A-Za-z0-9_.~:+-]+$"')
    expect(() => check('my-run', '^job-')).toThrow(InvalidRunId)
    expect(() => check('job-1 and more', 'job-')).not.toThrow()
    expect(() => check('a job-1', 'job-')).toThrow(InvalidRunId)
    expect(() => check('manual__2026-11-22T00:00:00+00:00', '^job-')).not.toThrow()
  })

  test('has only the built-in form where the pattern is empty', () => {
    expect(() => check('my-run', ' ')).toThrow(InvalidRunId)
    expect(() => check('manual__2026-11-22T00:00:00+00:00', '')).not.toThrow()
  })

  test('is answered with the setting when that is no regular expression', () => {
    expect(() => check('my-run', '[')).toThrow('allowed_run_id_pattern is "[", which is no regular expression')
  })
})

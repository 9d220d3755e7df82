import { expect, test } from 'vitest'
import { asInCi, exitCodeOf, nothing, sum, summaryOf, tallyOfChecks } from '../../../scripts/house/tally.ts'

const lazy = { test: 'test/a.test.ts > works', reason: 'it gives no reason' }
const poor = { test: 'test/b.test.ts > works', reason: 'This machine cannot start RabbitMQ' }

test('the summary is one line of three counts', () => {
  expect(summaryOf({ passed: 12, failed: 0, skipped: 3 })).toBe('12 passed, 0 failed, 3 skipped')
})

test('each static check counts as one test', () => {
  const results = [true, true, false].map(isGood => ({ name: 'types', isGood, output: '', tookMs: 1 }))
  expect(tallyOfChecks(results)).toEqual({ passed: 2, failed: 1, skipped: 0 })
})

test('in CI a skip fails the run unless the machine is to blame', () => {
  expect(asInCi({ passed: 5, failed: 0, skipped: 2 }, [lazy, poor])).toEqual({ passed: 5, failed: 1, skipped: 1 })
})

test('a run is good when something passed and nothing failed', () => {
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 9 })).toBe(0)
  expect(exitCodeOf({ passed: 9, failed: 1, skipped: 0 })).toBe(1)
  expect(exitCodeOf(nothing)).toBe(1)
})

test('tallies add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 }
  expect(sum([nothing, one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 })
})

import { expect, test } from 'vitest'
import { DirtyRuns } from '../../runtime/scheduler/dirty-runs.ts'

const run = (runId: string) => ({ dagId: 'd', runId })
const ids = (runs: readonly { runId: string }[]): string[] => runs.map(one => one.runId)

test('a run is taken once, in the order of arrival, however often it was added', () => {
  const dirty = new DirtyRuns()
  for (const id of ['a', 'b', 'a', 'c']) dirty.add(run(id))
  expect(ids(dirty.take(0, 2))).toEqual(['a', 'b'])
  expect(ids(dirty.take(0, 2))).toEqual(['c'])
  expect(dirty.hasDue(0)).toBe(false)
})

test('a run that was touched stays touched when it is also added in case', () => {
  const dirty = new DirtyRuns()
  dirty.add(run('a'))
  dirty.add(run('a'), false)
  dirty.add(run('b'), false)
  expect(dirty.take(0, 9).map(one => one.isTouched)).toEqual([true, false])
})

test('a run with a time is taken when that has come, and at most once', () => {
  const dirty = new DirtyRuns()
  dirty.addAt(run('late'), 20)
  dirty.addAt(run('soon'), 10)
  expect(dirty.nextDueMs).toBe(10)
  expect(dirty.take(9, 9)).toEqual([])
  expect(ids(dirty.take(10, 9))).toEqual(['soon'])
  dirty.add(run('late'))
  expect(ids(dirty.take(10, 9))).toEqual(['late'])
  expect(dirty.nextDueMs).toBeNull()
})

test('after a failure each run is looked at alone, and the one that fails alone rests', () => {
  const dirty = new DirtyRuns()
  for (const id of ['a', 'bad', 'c']) dirty.add(run(id))
  dirty.putBack(dirty.take(0, 9), 0)
  dirty.add(run('new'))
  expect(ids(dirty.take(0, 9))).toEqual(['a'])
  dirty.acquit([{ ...run('a'), isTouched: true }])
  const alone = dirty.take(0, 9)
  expect(ids(alone)).toEqual(['bad'])
  dirty.putBack(alone, 0)
  dirty.add(run('a'))
  expect(ids(dirty.take(0, 9))).toEqual(['c'])
  expect(ids(dirty.take(0, 9))).toEqual(['new', 'a'])
  expect(dirty.hasDue(9999)).toBe(false)
  expect(ids(dirty.take(10_000, 9))).toEqual(['bad'])
})

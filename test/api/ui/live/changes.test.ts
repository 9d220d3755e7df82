import { expect, test } from 'vitest'
import { changesBetween } from '../../../../runtime/api/ui/live/changes.ts'

const QUIET = { unfinished: [], dags: 'd', importErrors: 'i', lastRunId: 1, lastAuditId: 1, cluster: 'c' }
const run = (runId: string, mark: string) => ({ dagId: 'one', runId, mark })

test('nothing is said of what stays as it is', () => {
  const same = { ...QUIET, unfinished: [run('a', '1')] }
  expect(changesBetween(same, same, [])).toEqual([])
})

test('runs that go on, end, begin or were touched are named once', () => {
  const before = { ...QUIET, unfinished: [run('goes on', '1'), run('ends', '1'), run('waits', '1')] }
  const after = { ...QUIET, unfinished: [run('goes on', '2'), run('waits', '1'), run('begins', '1')] }
  const touched = [run('begins', ''), run('cleared', '')]
  const names = changesBetween(before, after, touched).map(event => 'runId' in event && event.runId)
  expect(names.toSorted()).toEqual(['begins', 'cleared', 'ends', 'goes on'])
})

test('DAGs, import errors and the cluster are told apart from runs', () => {
  expect(changesBetween(QUIET, { ...QUIET, dags: 'other', importErrors: 'other', cluster: 'other' }, [])).toEqual([
    { type: 'dags' },
    { type: 'import_errors' },
    { type: 'cluster' },
  ])
})

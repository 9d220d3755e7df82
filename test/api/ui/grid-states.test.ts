import { expect, test } from 'vitest'
import { besideEachOther, packRun } from '../../../runtime/api/ui/grid-states.ts'

const row = (task_id: string, state: 'success' | 'failed' | 'running' | null) => ({ task_id, state })

test('a run has a letter for each task, whatever the order of its rows', () => {
  const rows = [row('b', 'failed'), row('a', 'success'), row('c', null)]
  expect(packRun(rows)).toEqual({ taskIds: ['a', 'b', 'c'], letters: 'sfn' })
  expect(packRun(rows.toReversed())).toEqual(packRun(rows))
})

test('a run without a task has a dot at its place', () => {
  const runs = [packRun([row('old', 'success'), row('both', 'failed')]), packRun([row('new', null), row('both', null)])]
  expect(besideEachOther(runs)).toEqual({ taskIds: ['both', 'old', 'new'], states: ['fs.', 'n.n'] })
})

test('of a mapped task the state is shown that matters most', () => {
  const rows = [row('m', 'success'), row('m', 'failed'), row('m', 'running')]
  expect(packRun(rows).letters).toEqual('f')
  expect(packRun(rows.toReversed()).letters).toEqual('f')
})

test('without runs there is nothing', () => {
  expect(besideEachOther([])).toEqual({ taskIds: [], states: [] })
})

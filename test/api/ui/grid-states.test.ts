import { expect, test } from 'vitest'
import { packStates } from '../../../runtime/api/ui/grid-states.ts'

const row = (run_id: string, task_id: string, state: 'success' | 'failed' | 'running' | null) => ({
  run_id,
  task_id,
  state,
})

test('a run without a task has a dot at its place', () => {
  const packed = packStates(['a', 'b'], [row('a', 'old', 'success'), row('b', 'new', null), row('a', 'both', 'failed')])
  expect(packed).toEqual({ taskIds: ['old', 'new', 'both'], states: ['s.f', '.n.'] })
})

test('of a mapped task the state is shown that matters most', () => {
  const rows = [row('a', 'm', 'success'), row('a', 'm', 'failed'), row('a', 'm', 'running')]
  expect(packStates(['a'], rows).states).toEqual(['f'])
  expect(packStates(['a'], rows.toReversed()).states).toEqual(['f'])
})

test('runs that were not asked for are left out', () => {
  expect(packStates(['a'], [row('b', 'x', 'success')])).toEqual({ taskIds: [], states: [''] })
})

import { describe, expect, test } from 'vitest'
import type { TaskSpec } from '../../runtime/model/dag.ts'
import { blockedByPast } from '../../runtime/model/depends-on-past.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import type { MaybeState } from '../../runtime/model/states.ts'
import { graphOf } from './fixtures/run-view.ts'

const previous = { dagId: 'dag', runId: 'before', logicalDateMs: 1000 } as DagRun

function blocked(given: Partial<TaskSpec>, states: Readonly<Record<string, MaybeState | MaybeState[]>>): string[] {
  const graph = graphOf('a > b > c', { a: given })
  const instances = Object.entries(states).flatMap(([taskId, state]) =>
    [state].flat().map(one => ({ taskId, state: one })),
  )
  return [...blockedByPast(graph, { previous, instances })]
}

describe('depends_on_past', () => {
  test.each(['success', 'skipped'] as const)('is met when the task was %s in the previous run', state => {
    expect(blocked({ dependsOnPast: true }, { a: state })).toEqual([])
  })

  test.each([null, 'running', 'failed', 'upstream_failed', 'up_for_retry', 'removed'] as const)(
    'is not met when the task is %s there',
    state => {
      expect(blocked({ dependsOnPast: true }, { a: state })).toEqual(['a'])
    },
  )

  test('asks for every mapped task instance', () => {
    expect(blocked({ dependsOnPast: true }, { a: ['success', 'failed'] })).toEqual(['a'])
    expect(blocked({ dependsOnPast: true }, { a: ['success', 'skipped'] })).toEqual([])
  })

  test('does not concern other tasks', () => {
    expect(blocked({}, { a: 'failed' })).toEqual([])
  })

  test('lets the first task instance of a task run unless ignore_first_depends_on_past is off', () => {
    expect(blocked({ dependsOnPast: true }, {})).toEqual([])
    expect(blocked({ dependsOnPast: true, ignoreFirstDependsOnPast: false }, {})).toEqual(['a'])
  })

  test('does not look at runs before the start date of the task', () => {
    expect(blocked({ dependsOnPast: true, startDateMs: 1001 }, { a: 'failed' })).toEqual([])
    expect(blocked({ dependsOnPast: true, startDateMs: 1000 }, { a: 'failed' })).toEqual(['a'])
  })
})

describe('wait_for_downstream', () => {
  test('asks for the direct downstream tasks too, and implies depends_on_past', () => {
    expect(blocked({ waitForDownstream: true }, { a: 'failed', b: 'success' })).toEqual(['a'])
    expect(blocked({ waitForDownstream: true }, { a: 'success', b: 'running' })).toEqual(['a'])
    expect(blocked({ waitForDownstream: true }, { a: 'success', b: 'skipped', c: 'running' })).toEqual([])
  })

  test('does not wait for a downstream task that the previous run did not have', () => {
    expect(blocked({ waitForDownstream: true }, { a: 'success' })).toEqual([])
  })
})

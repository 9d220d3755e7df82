import { expect, test } from 'vitest'
import { dagGraph, type TaskSpec } from '../../runtime/model/dag.ts'
import { effectiveWeights } from '../../runtime/model/priority.ts'
import { dagSpec, taskSpec } from './fixtures/dag-spec.ts'

const weights = (...tasks: TaskSpec[]) => Object.fromEntries(effectiveWeights(dagGraph(dagSpec(tasks))))

/** a -> b, c -> d with weights 1, 10, 100, 1000. */
const diamond = (given: Partial<TaskSpec>) =>
  weights(
    taskSpec('a', { priorityWeight: 1, downstreamTaskIds: ['b', 'c'], ...given }),
    taskSpec('b', { priorityWeight: 10, downstreamTaskIds: ['d'], ...given }),
    taskSpec('c', { priorityWeight: 100, downstreamTaskIds: ['d'], ...given }),
    taskSpec('d', { priorityWeight: 1000, ...given }),
  )

test('downstream adds every task after it, each once', () => {
  expect(diamond({ weightRule: 'downstream' })).toEqual({ a: 1111, b: 1010, c: 1100, d: 1000 })
})

test('upstream adds every task before it, each once', () => {
  expect(diamond({ weightRule: 'upstream' })).toEqual({ a: 1, b: 11, c: 101, d: 1111 })
})

test('absolute is the own weight', () => {
  expect(diamond({ weightRule: 'absolute' })).toEqual({ a: 1, b: 10, c: 100, d: 1000 })
})

test('each task follows its own rule, whatever the order in the file', () => {
  const got = weights(
    taskSpec('last', { weightRule: 'upstream', priorityWeight: 5 }),
    taskSpec('first', { weightRule: 'downstream', priorityWeight: 2, downstreamTaskIds: ['middle'] }),
    taskSpec('middle', { weightRule: 'absolute', priorityWeight: -3, downstreamTaskIds: ['last'] }),
  )
  expect(got).toEqual({ last: 4, first: 4, middle: -3 })
})

test('a weight stays within what the column holds', () => {
  const got = weights(
    taskSpec('a', { priorityWeight: 2_000_000_000, downstreamTaskIds: ['b'] }),
    taskSpec('b', { priorityWeight: 2_000_000_000 }),
    taskSpec('c', { priorityWeight: -3_000_000_000 }),
  )
  expect(got).toEqual({ a: 2_147_483_647, b: 2_000_000_000, c: -2_147_483_648 })
})

test('1,000 tasks in layers of 20, each after all of the layer before, take a few milliseconds', () => {
  const layer = (number: number): string[] => Array.from({ length: 20 }, (_, index) => `t${number}_${index}`)
  const tasks = Array.from({ length: 50 }, (_, number) =>
    layer(number).map(id => taskSpec(id, { downstreamTaskIds: number === 49 ? [] : layer(number + 1) })),
  ).flat()
  const graph = dagGraph(dagSpec(tasks))
  const started = performance.now()
  const got = effectiveWeights(graph)
  expect(performance.now() - started).toBeLessThan(500)
  expect(got.get('t0_0')).toBe(1 + 49 * 20)
  expect(got.get('t48_7')).toBe(21)
})

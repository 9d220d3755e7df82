import { expect, test } from 'vitest'
import { findCycle } from '../../../runtime/sdk/serialization/cycle.ts'

const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges))

test('a cycle is told from a task back to itself', () => {
  expect(findCycle(graph({ start: ['a'], a: ['b', 'c'], b: [], c: ['d'], d: ['a'] }))).toEqual(['a', 'c', 'd', 'a'])
})

test('tasks that meet again are no cycle', () => {
  expect(findCycle(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeNull()
})

test('a chain may be longer than the call stack is deep', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => [`t${i}`, i < 49_999 ? [`t${i + 1}`] : []] as const)
  expect(findCycle(new Map(chain))).toBeNull()
})

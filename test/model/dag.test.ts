import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dagGraph, relatives } from '../../runtime/model/dag.ts'
import { dagSpec, taskSpec } from './fixtures/dag-spec.ts'
import { graphOf } from './fixtures/run-view.ts'

const diamond = graphOf('a > b > d, a > c > d, e')

test('a graph knows upstream tasks, leaves and an order in which each task comes after all its upstream tasks', () => {
  expect(diamond.upstream.get('d')).toEqual(['b', 'c'])
  expect(diamond.upstream.get('a')).toEqual([])
  expect(diamond.leaves).toEqual(['d', 'e'])
  expect(diamond.order).toEqual(['a', 'e', 'b', 'c', 'd'])
})

test('relatives are all that a path leads to, without the tasks themselves', () => {
  expect([...relatives(diamond, ['a'], 'downstream')].sort()).toEqual(['b', 'c', 'd'])
  expect([...relatives(diamond, ['d'], 'upstream')].sort()).toEqual(['a', 'b', 'c'])
  expect([...relatives(diamond, ['b', 'a'], 'downstream')].sort()).toEqual(['b', 'c', 'd'])
  expect(relatives(diamond, ['nowhere'], 'upstream').size).toBe(0)
})

test('in any DAG the order holds every task once, and no task before its upstream tasks', () => {
  const edges = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 40 })
  fc.assert(
    fc.property(edges, pairs => {
      const next = (id: number) => pairs.filter(([from, to]) => from === id && to > from).map(([, to]) => `t${to}`)
      const ids = Array.from({ length: 15 }, (_, id) => id).reverse()
      const graph = dagGraph(dagSpec(ids.map(id => taskSpec(`t${id}`, { downstreamTaskIds: [...new Set(next(id))] }))))
      const place = new Map(graph.order.map((id, at) => [id, at]))
      expect(place.size).toBe(15)
      for (const [id, upstream] of graph.upstream)
        for (const before of upstream) expect(place.get(before)).toBeLessThan(place.get(id) as number)
    }),
    { numRuns: 100 },
  )
})

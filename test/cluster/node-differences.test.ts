import { expect, test } from 'vitest'
import { differenceKey, nodeDifferences } from '../../runtime/cluster/node-differences.ts'
import { node, worker } from './nodes.ts'

test('there are none between nodes that agree, nor in what each has for itself', () => {
  const nodes = [node(), worker('two', { cpus: 64, load: [9, 9, 9], memoryTotalMb: 1 }), node({ role: 'webserver' })]
  expect(nodeDifferences(nodes)).toEqual([])
  expect(nodeDifferences([])).toEqual([])
})

test('names the versions, and who runs which', () => {
  expect(nodeDifferences([node(), worker('b', { version: '1.1.0' }), worker('a', { version: '1.1.0' })])).toEqual([
    {
      type: 'nodes_differ',
      what: 'version',
      nodes: '1.0.0 on scheduler@one; 1.1.0 on worker celery@a, worker celery@b',
      advice: 'Deploy the same release to all of them, and restart those that run an older one',
    },
  ])
})

test('names the options in which configurations differ, and both hashes', () => {
  const other = worker('b', {
    configHash: 'deadbeef99',
    configOptions: { 'core.parallelism': 'bbb', 'webserver.secret_key': '12ab' },
  })
  expect(nodeDifferences([node(), other])).toMatchObject([
    {
      what: 'configuration ([core] parallelism, [webserver] secret_key)',
      nodes: 'c0ffee00 on scheduler@one; deadbeef on worker celery@b',
    },
  ])
})

test('compares DAG files of schedulers and workers only; having none is a difference too', () => {
  const others = [node({ role: 'webserver', dagsHash: null }), node({ role: 'flower', dagsHash: 'other' })]
  expect(nodeDifferences([node(), ...others])).toEqual([])
  expect(
    nodeDifferences([node(), worker('b', { dagsHash: null }), worker('c', { dagsHash: 'ffff000011' })]),
  ).toMatchObject([
    {
      what: 'DAG files',
      nodes: 'da600000 on scheduler@one; ffff0000 on worker celery@c; no DAG files on worker celery@b',
    },
  ])
})

test('tells of a clock that is off by more than a second, once for a host', () => {
  const off = (clockOffsetMs: number) => [worker('b', { clockOffsetMs }), worker('b', { clockOffsetMs, pid: 7 })]
  expect(nodeDifferences([node(), ...off(-999)])).toEqual([])
  expect(nodeDifferences([node(), ...off(-1001)])).toEqual([{ type: 'clock_off', node: 'b', offsetMs: -1001 }])
})

test('a difference is the same while only the figures of a clock move', () => {
  const keyOf = (clockOffsetMs: number) => nodeDifferences([node({ clockOffsetMs })]).map(differenceKey)
  expect(keyOf(1500)).toEqual(keyOf(1600))
  expect(keyOf(1500)).not.toEqual(keyOf(-1500))
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { clusterMark, clusterView } from '../../runtime/cluster/cluster-view.ts'
import type { NodeReport } from '../../runtime/db/node.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'
import { node, worker } from './nodes.ts'

let home: ScratchHome
beforeAll(async () => {
  home = await openScratchHome()
})
afterAll(() => home[Symbol.asyncDispose]())

/** Longer than three reports of ten seconds. */
const SILENT_MS = 40_000
const at = (report: NodeReport, ageMs = 1000) => ({ ...report, ageMs })
const view = (...nodes: ReturnType<typeof at>[]) => clusterView(nodes, home.config)
const differing = (...nodes: ReturnType<typeof at>[]) => view(...nodes).nodes.map(({ differs }) => differs)

test('what most nodes have is right', () => {
  const odd = worker('c', { version: '0.9', configHash: 'other', dagsHash: null, clockOffsetMs: 5000 })
  expect(differing(at(node()), at(worker('a')), at(odd))).toEqual([[], [], ['version', 'config', 'dags', 'clock']])
})

test('where no more than half agree all are in question', () => {
  expect(differing(at(node()), at(worker('a', { version: '0.9' })))).toEqual([['version'], ['version']])
})

test('only those that read DAG files differ in them', () => {
  const web = node({ role: 'webserver', dagsHash: null })
  expect(differing(at(node()), at(worker('a')), at(web))).toEqual([[], [], []])
})

test('silent ones are marked, and are not asked where they differ', () => {
  const { nodes, differences } = view(at(node()), at(worker('a', { version: '0.9' }), SILENT_MS))
  expect(nodes.map(({ isSilent, differs }) => [isSilent, differs])).toEqual([
    [false, []],
    [true, []],
  ])
  expect(differences).toEqual([])
})

test('a silent one that was started again is no longer shown', () => {
  const dead = worker('a', { pid: 1, latestHeartbeatMs: 1000 })
  const again = worker('a', { pid: 2, startMs: 2000 })
  expect(view(at(dead, SILENT_MS), at(again)).nodes.map(({ pid }) => pid)).toEqual([2])
  const beside = worker('a', { pid: 3, startMs: 500 })
  expect(view(at(dead, SILENT_MS), at(beside)).nodes.map(({ pid }) => pid)).toEqual([1, 3])
})

test('the mark of a cluster stays with reports that say the same, and changes with all that matters', () => {
  const mark = (...nodes: ReturnType<typeof at>[]) => clusterMark(nodes, home.config)
  const one = worker('a')
  const before = mark(at(one))
  const busier = { ...one, load: [9, 9, 9] as const, memoryFreeMb: 1, clockOffsetMs: 3, latestHeartbeatMs: 5 }
  expect(mark(at(busier, 5000))).toBe(before)
  const drained = worker('a', { worker: { nodeName: 'celery@a', slots: 8, queues: [], ownQueues: ['default'] } })
  for (const other of [at(one, SILENT_MS), at(drained), at(worker('a', { pid: 2 })), at(worker('a', { version: '2' }))])
    expect(mark(other)).not.toBe(before)
  expect(mark(at(one), at(worker('b')))).not.toBe(before)
})

import { expect, test } from 'vitest'
import type { DagGantt, GanttTry } from '../../../../runtime/api/ui/contract/gantt.ts'
import { ganttBars, ganttSpan } from '../../../../web/src/dag/gantt/gantt-model.ts'

const run = { runId: 'r', state: 'success', runType: 'manual', logicalDateMs: 0, queuedMs: 1, startMs: 10, endMs: 100 }
const one = (taskId: string, fields: Partial<GanttTry> = {}): GanttTry => ({
  ...{ taskId, mapIndex: -1, tryNumber: 1, state: 'success', queuedMs: 20, startMs: 30, endMs: 40 },
  ...fields,
})
const gantt = (tries: readonly GanttTry[], fields: Partial<DagGantt['run']> = {}): DagGantt => ({
  run: { ...run, ...fields },
  tries,
})

test('every try of a task is a bar', () => {
  const tries = [one('a', { state: 'failed' }), one('a', { tryNumber: 2, queuedMs: 50, startMs: 60, endMs: null })]
  const bars = ganttBars(gantt([...tries, one('b')]))(['a'])
  expect(bars.map(bar => [bar.tryNumber, bar.state, bar.queuedMs, bar.startMs, bar.endMs])).toEqual([
    [1, 'failed', 20, 30, 40],
    [2, 'success', 50, 60, 60],
  ])
  expect(ganttBars(gantt(tries))(['nosuch'])).toEqual([])
})

test('a group, or a mapped task, is one bar from its first to its last, in the state that matters most', () => {
  const bars = ganttBars(gantt([one('a'), one('b', { state: 'failed', queuedMs: null, startMs: 25, endMs: 90 })]))
  expect(bars(['a', 'b'])).toMatchObject([
    { tryNumber: null, instances: 2, state: 'failed', queuedMs: 20, startMs: 25, endMs: 90 },
  ])
  const mapped = [one('m', { mapIndex: 0 }), one('m', { mapIndex: 1, state: 'running', endMs: null })]
  expect(ganttBars(gantt(mapped))(['m'])).toMatchObject([{ instances: 2, state: 'running', endMs: null }])
})

test('of a task that is tried again the newest try says the state of its group', () => {
  const tries = [one('a', { state: 'failed' }), one('a', { tryNumber: 2 }), one('b')]
  expect(ganttBars(gantt(tries))(['a', 'b'])).toMatchObject([{ state: 'success', instances: 2 }])
})

test('the axis goes from the first to the last, and to now while something goes on', () => {
  expect(ganttSpan(gantt([one('a')]), 500)).toEqual({ fromMs: 10, toMs: 100 })
  expect(ganttSpan(gantt([one('a', { queuedMs: 5 })]), 500)).toEqual({ fromMs: 5, toMs: 100 })
  expect(ganttSpan(gantt([one('a', { state: 'queued', startMs: null, endMs: null })]), 500).toMs).toBe(500)
  expect(ganttSpan(gantt([], { startMs: null, endMs: null }), 500)).toEqual({ fromMs: 500, toMs: 501 })
})

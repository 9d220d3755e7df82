import { expect, test } from 'vitest'
import { peerFigures } from '../../../bench/page/peer-figures.ts'
import { peerTable, ratioOf } from '../../../bench/page/peer-table.ts'
import type { Turn } from '../../../bench/peer/turn.ts'
import type { Measurement } from '../../../bench/system/run-workload.ts'

const run = (makespanS: number | null, more: Partial<Measurement> = {}): Measurement => ({
  tasks: 40,
  succeeded: 40,
  makespanS,
  gapsS: [0.01, 0.03],
  firstStartS: 0.02,
  startedAtMs: 0,
  cpuS: { own: 0.4, database: 0.2, broker: 0.04, foreign: 0 },
  wallS: makespanS ?? 150,
  ...more,
})

const turn = (contestant: string, more: Partial<Turn>): Turn => ({
  contestant,
  plan: { w1: 1, w2: 1, w3: 1, w4: 1, isIdleMeasured: false },
  at: '2026-11-24T09:00:00.000Z',
  w1: [],
  w2: [],
  w3: [],
  w4: [],
  idle: null,
  firstTaskS: 1,
  failure: null,
  ...more,
})

const floors = {
  chainS: 0.11,
  fanS: 0.2,
  manyS: 0.9,
  cpuPerProcessS: 0.0018,
  broker: { roundTripS: { p50: 0.0005, p99: 0.001 }, messagesPerS: 9000 },
  celery: { chainS: 0.34, roundTripS: 0.008 },
}

test('the table has the median and spread of all turns, and the ratio to the better Airflow', () => {
  const turns = [
    turn('slipstream', { w1: [run(0.5), run(0.6)] }),
    turn('slipstream', { w1: [run(0.4)] }),
    turn('airflow-2.11', { w1: [run(42)] }),
    turn('airflow-3.3', { w1: [run(12), run(14)] }),
  ]
  const table = peerTable({ turns, floors }).split('\n')
  expect(table[2]).toBe(
    '| 40 bash tasks in a row | 0.50 s (0.40 s to 0.60 s) | 42.0 s | 13.0 s (12.0 s to 14.0 s) | 26 | ' +
      '0.11 s to spawn them, 0.34 s through raw Celery | 0.6 s, 20 times |',
  )
})

test('every row has as many cells as the head', () => {
  const widths = peerTable({ turns: [], floors })
    .split('\n')
    .map(row => row.split('|').length)
  expect(new Set(widths).size).toBe(1)
})

test('a run that was given up is a bound only where no other ended', () => {
  const turns = [turn('a', { w3: [run(null), run(100)] }), turn('b', { w3: [run(null)] })]
  expect(peerFigures(turns, 'a').manyS).toMatchObject({ median: 100, isBound: false })
  expect(peerFigures(turns, 'b').manyS).toMatchObject({ median: 150, isBound: true })
})

test('CPU is spread over the tasks that were done', () => {
  const turns = [turn('a', { w1: [run(null, { succeeded: 20 })] })]
  expect(peerFigures(turns, 'a').ownCpuPerTaskS?.median).toBe(0.02)
})

test('a ratio is told only of what was measured, and as a bound where all gave up', () => {
  const spread = (median: number, isBound = false) => ({ median, lowest: median, highest: median, isBound })
  expect(ratioOf(spread(2), [null, spread(9)])).toBe('4.5')
  expect(ratioOf(spread(2), [spread(3, true), spread(90)])).toBe('45')
  expect(ratioOf(spread(2), [spread(150, true), null])).toBe('> 75')
  expect(ratioOf(spread(2), [null, null])).toBe('-')
  expect(ratioOf(null, [spread(1)])).toBe('-')
})

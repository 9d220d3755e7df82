import { expect, test } from 'vitest'
import { figuresPage, type Published } from '../../../bench/page/sections.ts'

const machine = { cores: 2, memoryGiB: 24, node: 'v24.1.0', commit: null, at: '2026-11-24T09:00:30.000Z' }
const line = { what: 'idle CPU', floor: '-', measured: '3 %', budget: '2 %', isMet: false }
const results = (kind: string, more: object = {}): Published => ({ kind, machine, lines: [line], ...more })

test('a page has the sections of which there are results, in its own order', () => {
  const page = figuresPage([results('embedded'), results('load', { ratesPer10S: [80, 91.4] })])
  expect([...page.matchAll(/^### (.*)$/gm)].map(match => match[1])).toEqual([
    'A long queue on two workers',
    'The embedded mode',
  ])
  expect(page).toContain('Tasks per second in windows of 10 s: 80, 91.')
})

test('a figure over its budget is marked', () => {
  expect(figuresPage([results('embedded')])).toContain('| idle CPU | - | 3 % (over) | 2 % |')
})

test('row writes are told per task and table', () => {
  const w3 = { rowWritesOfTables: { task_instance: 2000, log: 50 } }
  expect(figuresPage([results('celery', { serverWork: { w3 } })])).toContain('task_instance 4.00, log 0.10.')
})

test('a turn that is missing or cut short is told of, in one line', () => {
  const floors = { chainS: 1, fanS: 1, manyS: 1, cpuPerProcessS: 1, broker: { roundTripS: { p50: 1, p99: 1 } } }
  const turns = [
    { contestant: 'slipstream', w1: [], w2: [], w3: [], w4: [], failure: null },
    { contestant: 'airflow-2.11', w1: [], w2: [], w3: [], w4: [], failure: 'Error: POST 500\n<html>' },
  ]
  const peer = { turns, floors: { ...floors, celery: { chainS: 1, roundTripS: 1 } } }
  expect(figuresPage([results('peer', { ...peer, failures: ['airflow-3.3: it ended'] })])).toContain(
    'Missed or cut short: airflow-3.3: it ended; airflow-2.11: Error: POST 500.',
  )
})

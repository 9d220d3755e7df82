import { expect, test } from 'vitest'
import { flowerMetrics } from '../../../runtime/flower/metrics/flower-metrics.ts'
import { prometheusText } from '../../../runtime/service/prometheus-text.ts'
import { hasFlower, pythonJson } from '../python/python-flower.ts'
import { event, heartbeat, NAME, NODE, NOW_MS, stateAt, taskEvents } from '../state/events.ts'

/** Prometheus' own reader, in Python. */
const PARSE = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([[f.name, f.type, [[s.name, s.labels, s.value] for s in f.samples]] for f in text_string_to_metric_families(sys.stdin.read())]))
`

type Family = [name: string, type: string, samples: [name: string, labels: Record<string, string>, value: number][]]

const QUEUE = { exists: true, consumers: 1, unacked: 2, publishRate: null, deliverRate: null, ackRate: null }
const NASTY = 'a "b" \\c\nd{e="f"} é'

test.skipIf(!hasFlower())('Prometheus reads the metrics, whatever workers, tasks and queues are called', () => {
  const { state } = stateAt()
  const runs = [...taskEvents('a', 'task-succeeded', { runtime: 0.3 }), ...taskEvents('b', 'task-failed')]
  for (const one of [heartbeat(), ...runs]) state.fold(one)
  state.fold(event('task-received', { uuid: 'c', name: NASTY, hostname: NASTY }))
  const queues = [
    { name: 'default', ready: 7, queuedTasks: 9, oldestAtMs: NOW_MS - 61_500, ...QUEUE },
    { name: NASTY, ready: null, queuedTasks: 0, oldestAtMs: null, ...QUEUE },
  ]
  const families = pythonJson(PARSE, prometheusText(flowerMetrics(state, { queues, problems: [] }, NOW_MS))) as Family[]
  expect(families.map(([name, type]) => `${name} ${type}`)).toEqual([
    'flower_events counter',
    'flower_task_prefetch_time_seconds gauge',
    'flower_worker_prefetched_tasks gauge',
    'flower_task_runtime_seconds histogram',
    'flower_worker_online gauge',
    'flower_worker_number_of_currently_executing_tasks gauge',
    'flower_queue_length gauge',
    'flower_queue_queued_tasks gauge',
    'flower_queue_oldest_task_age_seconds gauge',
  ])
  const samples = families.flatMap(([, , all]) => all)
  const value = (name: string, labels: Record<string, string>) =>
    samples.find(([one, its]) => one === name && Object.entries(labels).every(([key, text]) => its[key] === text))?.[2]
  expect(value('flower_events_total', { worker: NODE, task: NAME, type: 'task-received' })).toBe(2)
  expect(value('flower_events_total', { worker: NASTY, task: NASTY, type: 'task-received' })).toBe(1)
  expect(value('flower_worker_prefetched_tasks', { worker: NASTY, task: NASTY })).toBe(1)
  expect(value('flower_worker_online', { worker: NODE })).toBe(1)
  expect(value('flower_worker_number_of_currently_executing_tasks', { worker: NODE })).toBe(1)
  expect(value('flower_task_runtime_seconds_bucket', { worker: NODE, task: NAME, le: '0.25' })).toBe(0)
  expect(value('flower_task_runtime_seconds_bucket', { worker: NODE, task: NAME, le: '0.5' })).toBe(1)
  expect(value('flower_task_runtime_seconds_bucket', { worker: NODE, task: NAME, le: '+Inf' })).toBe(1)
  expect(value('flower_task_runtime_seconds_sum', { worker: NODE })).toBe(0.3)
  expect(value('flower_queue_length', { queue: 'default' })).toBe(7)
  expect(value('flower_queue_length', { queue: NASTY })).toBeUndefined()
  expect(value('flower_queue_queued_tasks', { queue: 'default' })).toBe(9)
  expect(value('flower_queue_oldest_task_age_seconds', { queue: 'default' })).toBe(61.5)
  expect(value('flower_queue_oldest_task_age_seconds', { queue: NASTY })).toBe(0)
})

import { expect, test } from 'vitest'
import { dagGraph, type TaskSpec } from '../../runtime/model/dag.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { type DependencyFacts, unmetDependencies } from '../../runtime/model/unmet-dependencies.ts'
import { Dag } from '../../runtime/sdk/index.ts'
import { serialized } from '../sdk/serialized.ts'

const dag = new Dag('etl', { schedule: null, maxActiveTasks: 2 })
dag.bash('extract', { command: 'true' }).before(dag.bash('load', { command: 'true' }))
const graph = dagGraph(serialized(dag))
const load = graph.tasks.get('load') as TaskSpec

const FACTS: DependencyFacts = {
  graph,
  task: load,
  run: { state: 'running', logicalDateMs: 0 } as DagRun,
  mapIndex: -1,
  instances: [
    { taskId: 'extract', mapIndex: -1, state: 'success' },
    { taskId: 'load', mapIndex: -1, state: null },
  ],
  isPaused: false,
  openSlots: 1,
  active: { dag: 0, task: 0, taskInRun: 0 },
  isBlockedByPast: false,
  retryAtMs: null,
  nowMs: 0,
}

test('nothing stands in the way of a task instance whose turn it is', () => {
  expect(unmetDependencies(FACTS)).toEqual([])
})

test.each<[Partial<DependencyFacts>, string, string]>([
  [{ isPaused: true }, 'DAG Paused', "Task's DAG 'etl' is paused."],
  [{ run: { ...FACTS.run, state: 'queued' } }, 'Dagrun Running', "not of type 'running' but 'queued'"],
  [
    { instances: [{ taskId: 'extract', mapIndex: -1, state: 'running' }] },
    'Trigger Rule',
    '1 upstream task not in success',
  ],
  [{ instances: [] }, 'Trigger Rule', '1 upstream task not in success'],
  [{ openSlots: null }, 'Pool Slots Available', "Pool 'default_pool' does not exist."],
  [{ openSlots: 0 }, 'Pool Slots Available', '0 open slots in pool default_pool and require 1 pool slots'],
  [{ active: { dag: 2, task: 0, taskInRun: 0 } }, 'Task Instance Slots Available', 'running tasks (2)'],
  [
    { task: { ...load, maxActiveTisPerDag: 1 }, active: { dag: 1, task: 1, taskInRun: 1 } },
    'Task Concurrency',
    'max task concurrency',
  ],
  [{ isBlockedByPast: true }, 'Previous Dagrun State', 'has not succeeded in the previous run'],
  [{ retryAtMs: 60_000 }, 'Not In Retry Period', 'retried at 1970-01-01T00:01:00+00:00'],
  [{ task: { ...load, startDateMs: 1 } }, 'Execution Date', 'outside of the task'],
])('%o is named %s', (facts, name, reason) => {
  expect(unmetDependencies({ ...FACTS, ...facts })).toEqual([{ name, reason: expect.stringContaining(reason) }])
})

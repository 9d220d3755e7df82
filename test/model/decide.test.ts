import { describe, expect, test } from 'vitest'
import type { DagGraph, TriggerRule } from '../../runtime/model/dag.ts'
import { decide, type RunView, type SkipDecision } from '../../runtime/model/decide.ts'
import type { MaybeState } from '../../runtime/model/states.ts'
import { graphOf, instanceView, type States, viewOf } from './fixtures/run-view.ts'

const NOW_MS = 1000

function changes(graph: DagGraph, states: States, given: Partial<RunView> = {}): States {
  const { transitions } = decide(graph, viewOf(graph, states, given), NOW_MS)
  return Object.fromEntries(transitions.map(({ taskId, to }) => [taskId, to]))
}

const outcome = (graph: DagGraph, states: States, given: Partial<RunView> = {}) =>
  decide(graph, viewOf(graph, states, given), NOW_MS).outcome

const skipping = (taskId: string, decision: SkipDecision): Partial<RunView> => ({
  skipDecisions: new Map([[taskId, decision]]),
})

describe('trigger rules in a graph', () => {
  const RULES: readonly [TriggerRule, string, string, MaybeState][] = [
    ['all_success', 'success', 'success', 'scheduled'],
    ['all_success', 'success', 'running', null],
    ['all_success', 'failed', 'running', 'upstream_failed'],
    ['all_success', 'skipped', 'running', 'skipped'],
    ['all_failed', 'failed', 'upstream_failed', 'scheduled'],
    ['all_failed', 'success', 'running', 'skipped'],
    ['all_done', 'failed', 'skipped', 'scheduled'],
    ['all_done', 'failed', 'up_for_retry', null],
    ['all_done_setup_success', 'failed', 'success', 'scheduled'],
    ['all_done_min_one_success', 'failed', 'success', 'scheduled'],
    ['all_done_min_one_success', 'failed', 'failed', 'upstream_failed'],
    ['all_skipped', 'skipped', 'skipped', 'scheduled'],
    ['all_skipped', 'success', 'running', 'skipped'],
    ['one_success', 'success', 'running', 'scheduled'],
    ['one_success', 'failed', 'failed', 'upstream_failed'],
    ['one_failed', 'failed', 'running', 'scheduled'],
    ['one_failed', 'success', 'success', 'skipped'],
    ['one_done', 'failed', 'running', 'scheduled'],
    ['one_done', 'skipped', 'skipped', 'skipped'],
    ['none_failed', 'skipped', 'skipped', 'scheduled'],
    ['none_failed', 'failed', 'running', 'upstream_failed'],
    ['none_failed_min_one_success', 'skipped', 'success', 'scheduled'],
    ['none_failed_min_one_success', 'skipped', 'skipped', 'skipped'],
    ['none_skipped', 'failed', 'success', 'scheduled'],
    ['none_skipped', 'skipped', 'running', 'skipped'],
    ['always', 'running', 'queued', 'scheduled'],
  ]

  test.each(RULES)('%s after %s and %s: %s', (triggerRule, a, b, expected) => {
    const graph = graphOf('a > end, b > end', { end: { triggerRule } })
    expect(changes(graph, { a: a as MaybeState, b: b as MaybeState })['end'] ?? null).toBe(expected)
  })

  test('tasks without upstream start at once, whatever their rule', () => {
    const graph = graphOf('a, b, c', { b: { triggerRule: 'all_failed' }, c: { triggerRule: 'one_done' } })
    expect(changes(graph, {})).toEqual({ a: 'scheduled', b: 'scheduled', c: 'scheduled' })
  })

  test('mapped task instances count one by one', () => {
    const graph = graphOf('a > b', { b: { triggerRule: 'all_done' } })
    const two = (second: MaybeState) => [
      instanceView('a', 'success', { mapIndex: 0 }),
      instanceView('a', second, { mapIndex: 1 }),
      instanceView('b', null),
    ]
    expect(changes(graph, {}, { instances: two('running') })).toEqual({})
    expect(changes(graph, {}, { instances: two('failed') })).toEqual({ b: 'scheduled' })
  })
})

describe('what ends without running', () => {
  test('an upstream failure spreads through all levels in one call', () => {
    const graph = graphOf('a > b > c > d')
    const { transitions, outcome } = decide(graph, viewOf(graph, { a: 'failed' }), NOW_MS)
    expect(transitions.map(({ taskId, to }) => `${taskId} ${to}`)).toEqual([
      'b upstream_failed',
      'c upstream_failed',
      'd upstream_failed',
    ])
    expect(outcome).toBe('failed')
  })

  test('a skip spreads until a rule that takes it', () => {
    const graph = graphOf('a > b > c > d > e', { d: { triggerRule: 'none_failed' } })
    expect(changes(graph, { a: 'skipped' })).toEqual({ b: 'skipped', c: 'skipped', d: 'scheduled' })
  })

  test('an empty task succeeds at once, and so do those after it', () => {
    const graph = graphOf('a > b > c', { a: { kind: 'empty' }, b: { kind: 'empty' } })
    expect(changes(graph, {})).toEqual({ a: 'success', b: 'success', c: 'scheduled' })
  })

  test('an empty task with a callback goes to a worker', () => {
    const callbacks = { onExecute: false, onSuccess: true, onFailure: false, onRetry: false, onSkipped: false }
    expect(changes(graphOf('a', { a: { kind: 'empty', callbacks } }), {})).toEqual({ a: 'scheduled' })
  })

  test('a task that the DAG no longer has is removed, unless it is under way or over', () => {
    const graph = graphOf('a')
    const states: readonly MaybeState[] = [null, 'scheduled', 'up_for_retry', 'queued', 'running', 'success']
    const gone = states.map(state => instanceView(`was ${state}`, state))
    expect(changes(graph, {}, { instances: [instanceView('a', 'success'), ...gone] })).toEqual({
      'was null': 'removed',
      'was scheduled': 'removed',
      'was up_for_retry': 'removed',
    })
  })
})

describe('branches', () => {
  const branched = graphOf('branch > left > join, branch > right > join', {
    branch: { isBranching: true },
    join: { triggerRule: 'none_failed_min_one_success' },
  })

  test('what was not followed is skipped, and the join waits for what was', () => {
    const followed = skipping('branch', { followed: ['left'] })
    expect(changes(branched, { branch: 'success' }, followed)).toEqual({ left: 'scheduled', right: 'skipped' })
    expect(changes(branched, { branch: 'success', left: 'success', right: 'skipped' }, followed)).toEqual({
      join: 'scheduled',
    })
  })

  test('a join directly behind the branch runs when it is among the followed', () => {
    const graph = graphOf('branch > left > join, branch > join', { branch: { isBranching: true } })
    const decision = skipping('branch', { followed: ['left', 'join'] })
    expect(changes(graph, { branch: 'success', left: 'success' }, decision)).toEqual({ join: 'scheduled' })
  })

  test('a task that was not followed is skipped although its other upstream still runs', () => {
    const graph = graphOf('branch > left, branch > right, other > right', { branch: { isBranching: true } })
    const states: States = { branch: 'success', other: 'running', left: 'running' }
    expect(changes(graph, states, skipping('branch', { followed: ['left'] }))).toEqual({ right: 'skipped' })
  })

  test('a short circuit skips what it names, whatever trigger rule stands there', () => {
    const graph = graphOf('stop > a > end', { stop: { isBranching: true }, end: { triggerRule: 'all_done' } })
    expect(changes(graph, { stop: 'success' }, skipping('stop', { skipped: ['a', 'end'] }))).toEqual({
      a: 'skipped',
      end: 'skipped',
    })
    expect(changes(graph, { stop: 'success' }, skipping('stop', { skipped: ['a'] }))).toEqual({
      a: 'skipped',
      end: 'scheduled',
    })
  })

  test('what a branch skipped is skipped again after a clear', () => {
    const states: States = { branch: 'success', left: 'success', join: 'success' }
    expect(changes(branched, states, skipping('branch', { followed: ['left'] }))).toEqual({ right: 'skipped' })
  })

  test('a branch that was cleared decides anew: its old decision does not count', () => {
    expect(changes(branched, { branch: 'running' }, skipping('branch', { followed: ['left'] }))).toEqual({})
    expect(changes(branched, {}, skipping('branch', { followed: ['left'] }))).toEqual({ branch: 'scheduled' })
  })
})

describe('waiting', () => {
  test('a retry waits until its time, and the decision says when', () => {
    const graph = graphOf('a > b')
    const waiting = (notBeforeMs: number) => [
      instanceView('a', 'up_for_retry', { notBeforeMs }),
      instanceView('b', null),
    ]
    const early = decide(graph, viewOf(graph, {}, { instances: waiting(NOW_MS + 1) }), NOW_MS)
    expect(early).toEqual({ transitions: [], outcome: null, wakeAtMs: NOW_MS + 1 })
    expect(changes(graph, {}, { instances: waiting(NOW_MS) })).toEqual({ a: 'scheduled' })
  })

  test('the earliest of several retries is the time to look again', () => {
    const graph = graphOf('a, b')
    const instances = [
      instanceView('a', 'up_for_retry', { notBeforeMs: 5000 }),
      instanceView('b', 'up_for_retry', { notBeforeMs: 3000 }),
    ]
    expect(decide(graph, viewOf(graph, {}, { instances }), NOW_MS).wakeAtMs).toBe(3000)
  })

  test('what is under way is left alone', () => {
    const graph = graphOf('a, b, c, d')
    expect(changes(graph, { a: 'scheduled', b: 'queued', c: 'running', d: 'restarting' })).toEqual({})
  })

  test('a task that the previous run holds back waits, and the run is not deadlocked', () => {
    const graph = graphOf('a > b', { a: { dependsOnPast: true } })
    const view = viewOf(graph, {}, { blockedByPast: new Set(['a']) })
    expect(decide(graph, view, NOW_MS)).toEqual({ transitions: [], outcome: null, wakeAtMs: null })
  })

  test('a failure upstream counts before the previous run does', () => {
    const graph = graphOf('a > b', { b: { dependsOnPast: true } })
    expect(changes(graph, { a: 'failed' }, { blockedByPast: new Set(['b']) })).toEqual({ b: 'upstream_failed' })
  })
})

describe('the outcome of a run', () => {
  const inner = (triggerRule: TriggerRule) => graphOf('a > end', { end: { triggerRule } })

  test('leaves decide: an all_done leaf that succeeds makes up for a failure before it', () => {
    expect(outcome(inner('all_done'), { a: 'failed', end: 'success' })).toBe('success')
    expect(outcome(inner('all_done'), { a: 'success', end: 'failed' })).toBe('failed')
  })

  test('skipped leaves make a success, one failed leaf a failure', () => {
    expect(outcome(graphOf('a, b'), { a: 'skipped', b: 'skipped' })).toBe('success')
    expect(outcome(graphOf('a, b'), { a: 'success', b: 'failed' })).toBe('failed')
    expect(outcome(graphOf('a, b'), { a: 'success', b: 'upstream_failed' })).toBe('failed')
  })

  test('a failed leaf does not end the run while others are unfinished', () => {
    expect(outcome(graphOf('a, b'), { a: 'failed', b: 'running' })).toBeNull()
    expect(outcome(graphOf('a, b'), { a: 'failed', b: 'up_for_retry' })).toBeNull()
  })

  test('a DAG without tasks succeeds', () => {
    expect(outcome(graphOf('a'), {}, { instances: [] })).toBe('success')
  })

  test('a run of empty tasks ends with the decision that lets them succeed', () => {
    expect(outcome(graphOf('a > b', { a: { kind: 'empty' }, b: { kind: 'empty' } }), {})).toBe('success')
  })
})

describe('tasks outside their dates', () => {
  const DAY_MS = 86_400_000
  const graph = graphOf('old, new, always', {
    old: { endDateMs: 2 * DAY_MS },
    new: { startDateMs: 4 * DAY_MS },
  })

  test('start from their start date to their end date, both included', () => {
    const on = (day: number) => Object.keys(changes(graph, {}, { logicalDateMs: day * DAY_MS }))
    expect(on(2)).toEqual(['old', 'always'])
    expect(on(3)).toEqual(['always'])
    expect(on(4)).toEqual(['new', 'always'])
  })

  test('have no task instance in Airflow, which then waits in vain for a task that depends on them', () => {
    const chain = graphOf('new > after, other')
    const instances = [instanceView('after', null), instanceView('other', 'success')]
    expect(outcome(chain, {}, { instances })).toBe('deadlocked')
    expect(
      outcome(chain, {}, { instances: [instanceView('after', null), instanceView('other', 'running')] }),
    ).toBeNull()
  })
})

describe('a deadlock', () => {
  const stuck = graphOf('gone > a, b', { b: { dependsOnPast: true } })

  test('is found although a retry waits for nothing but its upstream', () => {
    const instances = [instanceView('gone', 'removed'), instanceView('a', 'up_for_retry'), instanceView('b', 'success')]
    expect(outcome(stuck, {}, { instances })).toBe('deadlocked')
  })

  test('is found although the previous run would hold back a task that is over', () => {
    const blocked = { blockedByPast: new Set(['b']) }
    expect(outcome(stuck, { gone: 'removed', b: 'success' }, blocked)).toBe('deadlocked')
    expect(outcome(stuck, { gone: 'removed', b: null }, blocked)).toBeNull()
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DagGraph, dagGraph, type TaskSpec, TRIGGER_RULES, type TriggerRule } from '../../runtime/model/dag.ts'
import { decide, type RunOutcome } from '../../runtime/model/decide.ts'
import { isFinished, type MaybeState } from '../../runtime/model/states.ts'
import { dagSpec, taskSpec } from './fixtures/dag-spec.ts'
import { viewOf } from './fixtures/run-view.ts'

/** When a task may start, said again in the simplest way. */
const MAY_START: Readonly<Record<TriggerRule, (upstream: readonly MaybeState[]) => boolean>> = {
  all_success: up => up.every(state => state === 'success'),
  all_failed: up => up.every(state => state === 'failed' || state === 'upstream_failed'),
  all_done: up => up.every(isFinished),
  all_done_setup_success: up => up.every(isFinished),
  all_done_min_one_success: up => up.every(isFinished) && up.includes('success'),
  all_skipped: up => up.every(state => state === 'skipped'),
  one_success: up => up.includes('success'),
  one_failed: up => up.includes('failed') || up.includes('upstream_failed'),
  one_done: up => up.includes('success') || up.includes('failed'),
  none_failed: up => up.every(state => state === 'success' || state === 'skipped'),
  none_failed_min_one_success: up =>
    up.every(state => state === 'success' || state === 'skipped') && up.includes('success'),
  none_skipped: up => up.every(state => isFinished(state) && state !== 'skipped'),
  always: () => true,
}

type Outcome = 'success' | 'failed' | 'skipped' | 'retried'

interface Case {
  readonly graph: DagGraph
  /** How a worker ends each task. */
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** Every task may have any earlier one upstream, so that there is no cycle. */
const caseWith = (rules: readonly TriggerRule[], outcomes: readonly Outcome[]): fc.Arbitrary<Case> =>
  fc
    .array(
      fc.record({
        rule: fc.constantFrom(...rules),
        outcome: fc.constantFrom(...outcomes),
        isEmpty: fc.boolean(),
        upstream: fc.array(fc.nat(11), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map(drafts => {
      const upstreamOf = (at: number) => new Set(drafts[at]?.upstream.filter(id => id < at))
      const tasks: TaskSpec[] = drafts.map((draft, at) =>
        taskSpec(`t${at}`, {
          kind: draft.isEmpty ? 'empty' : 'bash',
          triggerRule: draft.rule,
          downstreamTaskIds: drafts.flatMap((_, later) => (upstreamOf(later).has(at) ? [`t${later}`] : [])),
        }),
      )
      return {
        graph: dagGraph(dagSpec(tasks)),
        outcomes: new Map(drafts.map((draft, at) => [`t${at}`, draft.outcome])),
      }
    })

interface Ended {
  readonly outcome: RunOutcome
  readonly states: Readonly<Record<string, MaybeState>>
}

/** Plays scheduler and workers until the run ends: `order` says which of the running tasks ends next. */
function play({ graph, outcomes }: Case, order: readonly number[]): Ended {
  const states: Record<string, MaybeState> = Object.fromEntries(graph.order.map(id => [id, null]))
  const retried = new Set<string>()
  for (let step = 0; step < graph.order.length * 3 + 1; step++) {
    const { transitions, outcome } = decide(graph, viewOf(graph, states), 0)
    for (const { taskId, from, to } of transitions) {
      expect(states[taskId]).toBe(from)
      if (to === 'scheduled') expectMayStart(graph, taskId, { ...states })
      states[taskId] = to === 'scheduled' ? 'running' : to
    }
    if (outcome !== null) return { outcome, states }
    const running = graph.order.filter(id => states[id] === 'running')
    const next = running[(order[step % order.length] as number) % running.length] as string
    const isRetry = outcomes.get(next) === 'retried' && !retried.has(next)
    if (isRetry) retried.add(next)
    states[next] = isRetry ? 'up_for_retry' : endOf(outcomes.get(next) as Outcome)
  }
  throw new Error(`the run does not end: ${JSON.stringify(states)}`)
}

const endOf = (outcome: Outcome): MaybeState => (outcome === 'retried' ? 'success' : outcome)

function expectMayStart(graph: DagGraph, taskId: string, states: Record<string, MaybeState>): void {
  const upstream = graph.upstream.get(taskId) ?? []
  const rule = graph.tasks.get(taskId)?.triggerRule as TriggerRule
  if (upstream.length > 0) expect(MAY_START[rule](upstream.map(id => states[id] ?? null))).toBe(true)
}

const orders = fc.array(fc.nat(11), { minLength: 1, maxLength: 12 })
const RULES_WITHOUT_ORDER = TRIGGER_RULES.filter(rule => rule !== 'all_success')

test('every run ends with all tasks finished, and no task starts before its trigger rule allows', () => {
  fc.assert(
    fc.property(caseWith(TRIGGER_RULES, ['success', 'failed', 'skipped', 'retried']), orders, (one, order) => {
      const { outcome, states } = play(one, order)
      expect(Object.values(states).every(isFinished)).toBe(true)
      expect(['success', 'failed']).toContain(outcome)
    }),
    { numRuns: 400 },
  )
})

test('the order in which tasks end changes nothing in the end', () => {
  const one = fc.oneof(
    caseWith(RULES_WITHOUT_ORDER, ['success', 'failed', 'skipped']),
    caseWith(['all_success', 'all_done', 'none_failed'], ['success', 'failed']),
  )
  fc.assert(
    fc.property(one, orders, orders, (drawn, first, second) => {
      expect(play(drawn, first)).toEqual(play(drawn, second))
    }),
    { numRuns: 400 },
  )
})

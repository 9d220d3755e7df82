import type { TriggerRule } from './dag.ts'
import type { MaybeState } from './states.ts'

/** Direct upstream task instances of one task instance (mapped ones one by one), and how the finished ones ended. */
export interface UpstreamCounts {
  readonly total: number
  readonly success: number
  readonly skipped: number
  readonly failed: number
  readonly upstreamFailed: number
  readonly removed: number
}

export interface TriggerRuleVerdict {
  /** The rule lets the task instance be scheduled. */
  readonly met: boolean
  /** The state the scheduler gives it at once, since the rule can no longer be met. */
  readonly becomes: 'upstream_failed' | 'skipped' | null
  /** Why it is not met yet, or never will be; null when met. */
  readonly reason: string | null
}

/** As in Airflow a task without task instance in this run counts as one that never ends. */
export function countUpstream(
  upstreamIds: readonly string[],
  instancesOf: (taskId: string) => readonly { readonly state: MaybeState }[],
): UpstreamCounts {
  const counts = { total: 0, success: 0, skipped: 0, failed: 0, upstreamFailed: 0, removed: 0 }
  for (const instances of upstreamIds.map(instancesOf)) {
    counts.total += Math.max(1, instances.length)
    for (const { state } of instances) {
      if (state === 'success') counts.success += 1
      else if (state === 'skipped') counts.skipped += 1
      else if (state === 'failed') counts.failed += 1
      else if (state === 'upstream_failed') counts.upstreamFailed += 1
      else if (state === 'removed') counts.removed += 1
    }
  }
  return counts
}

/** Airflow 2.x's rules (airflow.ti_deps.deps.trigger_rule_dep) for a task instance that is itself not mapped. */
export function evaluateTriggerRule(rule: TriggerRule, counts: UpstreamCounts): TriggerRuleVerdict {
  if (counts.total === 0) return MET
  const { needs, found, becomes } = RULES[rule](tally(counts))
  if (found === null) return MET
  return { met: false, becomes, reason: `Task's trigger rule '${rule}' requires ${needs}, but found ${found}.` }
}

const MET: TriggerRuleVerdict = { met: true, becomes: null, reason: null }

interface Tally extends UpstreamCounts {
  readonly done: number
  readonly allDone: boolean
  /** Failed or upstream_failed. */
  readonly broken: number
}

function tally(counts: UpstreamCounts): Tally {
  const broken = counts.failed + counts.upstreamFailed
  const done = counts.success + counts.skipped + broken + counts.removed
  return { ...counts, broken, done, allDone: done >= counts.total }
}

/** What a rule needs and what stands against it; `found` is null when nothing does. */
interface Finding {
  readonly needs: string
  readonly found: string | null
  readonly becomes: TriggerRuleVerdict['becomes']
}

const RULES: Readonly<Record<TriggerRule, (upstream: Tally) => Finding>> = {
  all_success: t => ({
    needs: 'every upstream task to succeed',
    found: counted(t.total - t.success, 'not in success'),
    becomes: brokenOr(t, t.skipped > 0 ? 'skipped' : null),
  }),
  all_failed: t => ({
    needs: 'every upstream task to fail',
    found: counted(t.total - t.broken, 'not failed'),
    becomes: t.success + t.skipped > 0 ? 'skipped' : null,
  }),
  all_done: t => ({ needs: 'every upstream task to finish', found: unfinished(t), becomes: null }),
  // Setup tasks are not told apart here; without any among the upstream tasks the rule is all_done.
  all_done_setup_success: t => ({ needs: 'every upstream task to finish', found: unfinished(t), becomes: null }),
  all_done_min_one_success: t => ({
    needs: 'every upstream task to finish and one of them to succeed',
    found: unfinished(t) ?? missing(t.success, 'success'),
    becomes: withoutSuccess(t),
  }),
  all_skipped: t => ({
    needs: 'every upstream task to be skipped',
    found: counted(t.total - t.skipped, 'not skipped'),
    becomes: t.success + t.broken > 0 ? 'skipped' : null,
  }),
  one_success: t => ({
    needs: 'one upstream task to succeed',
    found: missing(t.success, 'success'),
    becomes: withoutSuccess(t),
  }),
  one_failed: t => ({
    needs: 'one upstream task to fail',
    found: missing(t.broken, 'failed or upstream_failed'),
    becomes: t.allDone ? 'skipped' : null,
  }),
  one_done: t => ({
    needs: 'one upstream task to succeed or fail',
    found: missing(t.success + t.failed, 'success or failed'),
    becomes: t.allDone ? 'skipped' : null,
  }),
  none_failed: t => ({
    needs: 'every upstream task to succeed or be skipped',
    found: counted(t.total - t.success - t.skipped, 'neither in success nor skipped'),
    becomes: brokenOr(t, null),
  }),
  none_failed_min_one_success: t => ({
    needs: 'every upstream task to succeed or be skipped and one of them to succeed',
    found: counted(t.total - t.success - t.skipped, 'neither in success nor skipped') ?? missing(t.success, 'success'),
    becomes: brokenOr(t, t.skipped === t.total ? 'skipped' : null),
  }),
  none_skipped: t => ({
    needs: 'every upstream task to finish and none to be skipped',
    found: counted(t.skipped, 'skipped') ?? unfinished(t),
    becomes: t.skipped > 0 ? 'skipped' : null,
  }),
  always: () => ({ needs: 'nothing', found: null, becomes: null }),
}

const counted = (count: number, how: string): string | null =>
  count > 0 ? `${count} upstream task${count === 1 ? '' : 's'} ${how}` : null

const missing = (count: number, state: string): string | null => (count > 0 ? null : `none in ${state}`)

const unfinished = (t: Tally): string | null => counted(t.total - t.done, 'not finished')

const brokenOr = (t: Tally, otherwise: TriggerRuleVerdict['becomes']): TriggerRuleVerdict['becomes'] =>
  t.broken > 0 ? 'upstream_failed' : otherwise

function withoutSuccess(t: Tally): TriggerRuleVerdict['becomes'] {
  if (!t.allDone) return null
  return t.skipped === t.done ? 'skipped' : 'upstream_failed'
}

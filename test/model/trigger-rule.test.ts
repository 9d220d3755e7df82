import { describe, expect, test } from 'vitest'
import { TRIGGER_RULES, type TriggerRule } from '../../runtime/model/dag.ts'
import { evaluateTriggerRule, type UpstreamCounts } from '../../runtime/model/trigger-rule.ts'

/** S, K, F, U, R and a dot for each upstream task that has not finished: `SS.` */
function counts(upstream: string): UpstreamCounts {
  const count = (letter: string): number => upstream.split(letter).length - 1
  return {
    total: upstream.length,
    success: count('S'),
    skipped: count('K'),
    failed: count('F'),
    upstreamFailed: count('U'),
    removed: count('R'),
  }
}

type Verdict = 'met' | 'waits' | 'upstream_failed' | 'skipped'

function verdict(rule: TriggerRule, upstream: string): Verdict {
  const { met, becomes } = evaluateTriggerRule(rule, counts(upstream))
  if (met) return 'met'
  return becomes ?? 'waits'
}

const CASES: Readonly<Record<TriggerRule, Readonly<Record<string, Verdict>>>> = {
  all_success: {
    SS: 'met',
    'S.': 'waits',
    'F.': 'upstream_failed',
    UK: 'upstream_failed',
    'K.': 'skipped',
    SR: 'waits',
  },
  all_failed: { FU: 'met', 'F.': 'waits', 'S.': 'skipped', FK: 'skipped', FR: 'waits' },
  all_done: { SKFUR: 'met', 'SKF.': 'waits' },
  all_done_setup_success: { SKFUR: 'met', 'SKF.': 'waits' },
  all_done_min_one_success: { SKF: 'met', 'S.': 'waits', FK: 'upstream_failed', KK: 'skipped', 'F.': 'waits' },
  all_skipped: { KK: 'met', 'K.': 'waits', 'KS.': 'skipped', KF: 'skipped', 'U.': 'skipped' },
  one_success: { 'S..': 'met', 'F.': 'waits', FK: 'upstream_failed', RK: 'upstream_failed', KK: 'skipped' },
  one_failed: { 'F.': 'met', 'U.': 'met', 'S.': 'waits', SK: 'skipped' },
  one_done: { 'S.': 'met', 'F.': 'met', 'K.': 'waits', 'U.': 'waits', KU: 'skipped' },
  none_failed: { SK: 'met', KK: 'met', 'K.': 'waits', 'F.': 'upstream_failed', 'U.': 'upstream_failed' },
  none_failed_min_one_success: {
    SK: 'met',
    KK: 'skipped',
    'K.': 'waits',
    'U.': 'upstream_failed',
    KF: 'upstream_failed',
  },
  none_skipped: { SFU: 'met', 'S.': 'waits', 'K.': 'skipped', SK: 'skipped' },
  always: { '...': 'met', FU: 'met' },
}

describe.each(TRIGGER_RULES)('%s', rule => {
  test.each(Object.entries(CASES[rule]))('with %s upstream: %s', (upstream, expected) => {
    expect(verdict(rule, upstream)).toBe(expected)
  })
})

const LETTERS = ['S', 'K', 'F', 'U', 'R', '.']

/** Every multiset of up to four upstream tasks. */
function combinations(length: number, from = 0): string[] {
  if (length === 0) return ['']
  return LETTERS.flatMap((letter, at) =>
    at < from ? [] : combinations(length - 1, at).map(rest => `${letter}${rest}`),
  )
}
const ALL = [1, 2, 3, 4].flatMap(length => combinations(length))

describe.each(TRIGGER_RULES)('%s, over all upstream states', rule => {
  test('is met without upstream tasks', () => {
    expect(verdict(rule, '')).toBe('met')
  })

  test('gives a reason exactly when it is not met, and an end state only then', () => {
    for (const upstream of ALL) {
      const { met, becomes, reason } = evaluateTriggerRule(rule, counts(upstream))
      expect([upstream, reason === null]).toEqual([upstream, met])
      if (met) expect([upstream, becomes]).toEqual([upstream, null])
    }
  })

  test('does not change its mind when another upstream task finishes', () => {
    for (const upstream of ALL.filter(each => each.includes('.'))) {
      const before = verdict(rule, upstream)
      for (const end of ['S', 'K', 'F', 'U']) {
        const after = verdict(rule, upstream.replace('.', end))
        // Failure has precedence over skipping while some are unfinished; that is how Airflow looks at it as well.
        if (before === 'skipped') expect([upstream, end, after]).not.toEqual([upstream, end, 'met'])
        else if (before !== 'waits') expect([upstream, end, after]).toEqual([upstream, end, before])
      }
    }
  })

  test('never waits for ever: all finished and none removed, it is met or ends', () => {
    for (const upstream of ALL.filter(each => !/[.R]/.test(each))) {
      expect([upstream, verdict(rule, upstream)]).not.toEqual([upstream, 'waits'])
    }
  })
})

test('the reason names the rule, what it needs and what stands against it', () => {
  expect(evaluateTriggerRule('all_success', counts('SF.')).reason).toBe(
    "Task's trigger rule 'all_success' requires every upstream task to succeed, but found 2 upstream tasks not in success.",
  )
  expect(evaluateTriggerRule('one_failed', counts('S.')).reason).toBe(
    "Task's trigger rule 'one_failed' requires one upstream task to fail, but found none in failed or upstream_failed.",
  )
  expect(evaluateTriggerRule('all_done', counts('S.')).reason).toContain('found 1 upstream task not finished.')
})

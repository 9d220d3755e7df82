import { describe, expect, test } from 'vitest'
import { Dag } from '../../runtime/sdk/index.ts'
import { skipDecision } from '../../runtime/sdk/skip-decision.ts'

describe('a condition', () => {
  function gated() {
    const dag = new Dag('etl')
    const group = dag.taskGroup('no')
    group.empty('first').before(group.empty('second'))
    const gate = dag.task('gate', async () => true)()
    return { dag, gate, yes: dag.empty('yes'), no: group }
  }

  test('skips the side that is not taken; of a group its first tasks', () => {
    const { dag, gate, yes, no } = gated()
    dag.if(gate).then(yes).else(no)
    expect(skipDecision(dag, 'gate', true)).toEqual({ value: true, skipmixin: { skipped: ['no.first'] } })
    expect(skipDecision(dag, 'gate', false)).toEqual({ value: false, skipmixin: { skipped: ['yes'] } })
  })

  test('with one side skips nothing when it holds', () => {
    const { dag, gate, yes } = gated()
    dag.if(gate).then(yes)
    expect(skipDecision(dag, 'gate', true)).toEqual({ value: true, skipmixin: null })
  })

  test.each([['yes'], [1], [null], [undefined]])('cannot return %j', returned => {
    const { dag, gate, yes } = gated()
    dag.if(gate).then(yes)
    expect(() => skipDecision(dag, 'gate', returned)).toThrow(
      /DAG "etl", task "gate": a condition must return true or false, got/,
    )
  })
})

describe('a switch', () => {
  function switched() {
    const dag = new Dag('etl')
    const [a, b, c] = [dag.empty('a'), dag.empty('b'), dag.empty('c')]
    dag
      .switch(async () => a, undefined, { taskId: 'decider' })
      .case(a)
      .case(b)
      .case(c)
    return { dag, a, b }
  }

  test('returns the id of the chosen case and skips the others', () => {
    const { dag, b } = switched()
    expect(skipDecision(dag, 'decider', b)).toEqual({ value: 'b', skipmixin: { skipped: ['a', 'c'] } })
  })

  test('fails for anything but one of its cases', () => {
    const { dag } = switched()
    const other = dag.empty('other')
    expect(() => skipDecision(dag, 'decider', other)).toThrow('must return one of its cases (a, b, c), got "other"')
    expect(() => skipDecision(dag, 'decider', 'a')).toThrow('must return one of its cases (a, b, c), got "a"')
    expect(() => skipDecision(dag, 'decider', new Dag('etl').empty('a'))).toThrow('must return one of its cases')
  })
})

describe('a branch', () => {
  function branched() {
    const dag = new Dag('etl')
    const [a, b, join] = [dag.empty('a'), dag.empty('b'), dag.empty('join')]
    const group = dag.taskGroup('g')
    group.empty('x').before(group.empty('y'))
    dag
      .branch('choose', async () => 'a')()
      .before(a, b, join, group)
    join.after(a, b)
    return { dag, a, b, group }
  }

  test.each([
    ['an id', () => 'a', 'a', ['a', 'join']],
    ['a list of ids', () => ['a', 'b'], ['a', 'b'], ['a', 'b', 'join']],
    ['the id of a group', () => 'g', 'g', ['g.x']],
    ['an id far away', () => 'g.y', 'g.y', []],
    ['nothing', () => undefined, null, []],
    ['an empty list', () => [], [], []],
  ])('follows %s, and joins after it', (_, returned, value, followed) => {
    const { dag } = branched()
    expect(skipDecision(dag, 'choose', returned())).toEqual({ value, skipmixin: { followed } })
  })

  test('follows references as it follows ids', () => {
    const { dag, b, group } = branched()
    expect(skipDecision(dag, 'choose', [b, group])).toEqual({
      value: ['b', 'g'],
      skipmixin: { followed: ['b', 'g.x', 'join'] },
    })
  })

  test.each([['nowhere'], [7], [['a', {}]]])('fails for %j', returned => {
    const { dag } = branched()
    expect(() => skipDecision(dag, 'choose', returned)).toThrow(
      /DAG "etl", task "choose": a branch must return ids or references of tasks or groups of its DAG, got/,
    )
  })

  test('with nothing after it skips nothing', () => {
    const dag = new Dag('etl')
    dag.branch('choose', async () => 'choose')()
    expect(skipDecision(dag, 'choose', 'choose').skipmixin).toBeNull()
  })
})

describe('a short circuit', () => {
  function circuit(options = {}) {
    const dag = new Dag('etl')
    const next = dag.empty('next')
    next.before(dag.empty('after'))
    dag
      .shortCircuit('check', async () => 0, options)()
      .before(next)
    return dag
  }

  test('skips everything after it when its handler returns something falsy', () => {
    expect(skipDecision(circuit(), 'check', 0)).toEqual({ value: 0, skipmixin: { skipped: ['next', 'after'] } })
    expect(skipDecision(circuit(), 'check', undefined).value).toBeNull()
  })

  test('skips only the next tasks when trigger rules are to decide further', () => {
    const dag = circuit({ ignoreDownstreamTriggerRules: false })
    expect(skipDecision(dag, 'check', false).skipmixin).toEqual({ skipped: ['next'] })
  })

  test('skips nothing when its handler returns something truthy', () => {
    expect(skipDecision(circuit(), 'check', 'go')).toEqual({ value: 'go', skipmixin: null })
  })

  test('checks its own option', () => {
    expect(() => circuit({ ignoreDownstreamTriggerRules: 'no' })).toThrow(
      'option "ignoreDownstreamTriggerRules" must be true or false, got "no"',
    )
  })
})

describe('any other task', () => {
  test('gives its value and skips nothing', () => {
    const dag = new Dag('etl')
    dag.task('load', async () => 1)()
    expect(skipDecision(dag, 'load', { rows: [1, null] })).toEqual({ value: { rows: [1, null] }, skipmixin: null })
  })

  test('fails when JSON cannot carry its value', () => {
    const dag = new Dag('etl')
    dag.task('load', async () => 1)()
    expect(() => skipDecision(dag, 'load', { at: new Date() })).toThrow(
      'DAG "etl", task "load": the returned value holds a Date at .at, which JSON cannot carry',
    )
  })
})

import { describe, expect, test } from 'vitest'
import { Dag, type DagSpec, InvalidDag, type TaskOptions } from '../../runtime/sdk/index.ts'

const unchecked = (value: unknown): never => value as never

describe('the id of a DAG', () => {
  test('may hold letters, digits, dashes, dots and underscores', () => {
    expect(new Dag('etl-1.daily_run').dagId).toBe('etl-1.daily_run')
  })

  test.each(['', 'two words', 'umlaut_ä', 'a/b', 'x'.repeat(251)])('cannot be %j', id => {
    expect(() => new Dag(id)).toThrow(/DAG id .* must be 1 to 250 letters, digits, dashes, dots and underscores/)
  })
})

describe('the options of a DAG', () => {
  test('that are misspelled are named, with the known one that was meant', () => {
    expect(() => new Dag('etl', unchecked({ max_active_runs: 1 }))).toThrow(
      'DAG "etl": option "max_active_runs" is unknown. Did you mean "maxActiveRuns"?',
    )
    expect(() => new Dag('etl', unchecked({ shedule: '@daily' }))).toThrow(
      /"shedule" is unknown. Known options: schedule,/,
    )
  })

  test.each<[DagSpec, string]>([
    [{ maxActiveRuns: 0 }, 'option "maxActiveRuns" must be a whole number of at least 1, got 0'],
    [{ maxActiveTasks: 1.5 }, 'option "maxActiveTasks" must be a whole number of at least 1, got 1.5'],
    [{ dagrunTimeout: -1 }, 'option "dagrunTimeout" must be a number of seconds greater than 0, got -1'],
    [{ startDate: new Date('never') }, 'option "startDate" must be a valid Date, got a Date'],
    [{ startDate: unchecked('2026-01-01') }, 'option "startDate" must be a valid Date, got "2026-01-01"'],
    [{ tags: ['x'.repeat(101)] }, 'option "tags" must be a list of strings of 1 to 100 characters, got an array'],
    [{ schedule: unchecked(5) }, 'option "schedule" must be a cron expression, @once'],
    [{ schedule: unchecked({ weeks: 1 }) }, 'option "schedule" must be a cron expression, @once'],
    [{ onFailure: unchecked('mail') }, 'option "onFailure" must be a function or a list of functions, got "mail"'],
    [{ defaultArgs: { retries: -1 } }, 'defaultArgs: option "retries" must be a whole number of at least 0, got -1'],
    [{ defaultArgs: unchecked({ taskId: 'x' }) }, 'defaultArgs: option "taskId" is unknown'],
    [{ accessControl: unchecked({ Guards: ['can_fly'] }) }, 'option "accessControl" must be an object from roles'],
    [{ accessControl: unchecked({ Guards: { DAG: ['can_read'] } }) }, 'option "accessControl" must be an object from'],
    [
      { accessControl: unchecked({ Guards: { 'DAG Runs': ['can_edit'] } }) },
      'option "accessControl" must be an object from roles to lists of can_read, can_edit, can_delete, or to such lists',
    ],
    [unchecked(null), 'options must be an object, got null'],
  ])('%j are refused: %s', (spec, message) => {
    expect(() => new Dag('etl', spec)).toThrow(`DAG "etl": ${message}`)
  })

  test('cannot be changed afterwards through the object that was passed', () => {
    const spec = { description: 'first' }
    const dag = new Dag('etl', spec)
    spec.description = 'second'
    expect(dag.spec.description).toBe('first')
  })
})

describe('a task', () => {
  test('takes its id from the first argument, from its options, or from its function', () => {
    const dag = new Dag('etl')
    dag.task('positional', async () => 1)
    dag.task(async () => 1, { taskId: 'optional' })
    dag.task(async function named() {})
    expect(dag.taskIds).toEqual(['positional', 'optional', 'named'])
  })

  test('needs an id when its function has no name', () => {
    expect(() => new Dag('etl').task(async () => 1)).toThrow('DAG "etl": a handler without a name needs a task id')
  })

  test('cannot have its id in two places', () => {
    expect(() => new Dag('etl').task('a', async () => 1, unchecked({ taskId: 'b' }))).toThrow('has its id twice')
  })

  test.each([[undefined], ['later'], [{}]])('whose handler is %j is refused', handler => {
    expect(() => new Dag('etl').task('load', unchecked(handler))).toThrow(
      /DAG "etl", task "load": the handler must be a function, got/,
    )
  })

  test('cannot share its id with another task or with a group', () => {
    const dag = new Dag('etl')
    dag.empty('load')
    dag.taskGroup('staging')
    expect(() => dag.task('load', async () => 1)).toThrow('the id "load" is taken by a task')
    expect(() => dag.empty('staging')).toThrow('the id "staging" is taken by a task group')
    expect(() => dag.taskGroup('load')).toThrow('the id "load" is taken by a task')
  })

  test.each<[TaskOptions, string]>([
    [{ retries: -1 }, 'option "retries" must be a whole number of at least 0, got -1'],
    [{ retryDelay: -5 }, 'option "retryDelay" must be a number of seconds that is not negative, got -5'],
    [{ retryDelay: Number.NaN }, 'option "retryDelay" must be a number of seconds that is not negative, got NaN'],
    [{ poolSlots: 0 }, 'option "poolSlots" must be a whole number of at least 1, got 0'],
    [{ triggerRule: unchecked('all_sucess') }, 'option "triggerRule" must be one of all_success, all_failed,'],
    [{ weightRule: unchecked('sideways') }, 'option "weightRule" must be one of downstream, upstream, absolute'],
    [{ onRetry: [unchecked(1)] }, 'option "onRetry" must be a function or a list of functions, got an array'],
    [unchecked({ retry_delay: 5 }), 'option "retry_delay" is unknown. Did you mean "retryDelay"?'],
    [unchecked('fast'), 'options must be an object, got "fast"'],
  ])('with the options %j is refused: %s', (options, message) => {
    expect(() => new Dag('etl').task('load', async () => 1, options)).toThrow(`DAG "etl", task "load": ${message}`)
  })

  test('placed by a call is a reference that knows its DAG and id', () => {
    const ref = new Dag('etl').task('load', async () => 1)()
    expect(ref).toMatchObject({ dagId: 'etl', taskId: 'load' })
  })

  test('cannot be called twice', () => {
    const load = new Dag('etl').task('load', async () => 1)
    load()
    expect(load).toThrow('DAG "etl", task "load": is called twice')
  })
})

describe('bash', () => {
  test('needs a command', () => {
    expect(() => new Dag('etl').bash('run', unchecked({}))).toThrow(
      'DAG "etl", task "run": option "command" is missing',
    )
    expect(() => new Dag('etl').bash('run', { command: '' })).toThrow('must be a string that is not empty, got ""')
  })

  test('takes an environment of strings only', () => {
    expect(() => new Dag('etl').bash('run', { command: 'true', env: unchecked({ N: 1 }) })).toThrow(
      'option "env" must be an object whose values are strings, got an object',
    )
  })

  test('takes the command in an object', () => {
    expect(() => new Dag('etl').bash('run', unchecked('true'))).toThrow('options must be an object, got "true"')
  })
})

describe('triggerDagRun', () => {
  test('needs the DAG to run', () => {
    expect(() => new Dag('etl').triggerDagRun(unchecked({ taskId: 'go' }))).toThrow('option "dagId" is missing')
  })

  test('knows the states of a run', () => {
    expect(() =>
      new Dag('etl').triggerDagRun({ taskId: 'go', dagId: 'other', allowedStates: [unchecked('done')] }),
    ).toThrow('option "allowedStates" must be a list of run states (queued, running, success, failed)')
  })
})

test('every refusal is an InvalidDag that carries the ids', () => {
  try {
    new Dag('etl').task('load', async () => 1, { retries: -1 })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidDag)
    expect(error).toMatchObject({ dagId: 'etl', taskId: 'load' })
  }
})

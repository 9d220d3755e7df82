import { describe, expect, test } from 'vitest'
import type { CallbackFlags } from '../../runtime/model/dag.ts'
import { dagGraph } from '../../runtime/model/dag.ts'
import { Dag, type DagSpec } from '../../runtime/sdk/index.ts'
import { AIRFLOW_DEFAULTS } from '../../runtime/sdk/serialization/defaults.ts'
import { serializeDag } from '../../runtime/sdk/serialize.ts'
import { serialized, serializedTask } from './serialized.ts'

const NO_CALLBACKS: CallbackFlags = {
  onExecute: false,
  onSuccess: false,
  onFailure: false,
  onRetry: false,
  onSkipped: false,
}

test('a DAG without options has what the configuration says', () => {
  expect(serialized(new Dag('etl'))).toEqual({
    dagId: 'etl',
    dagDisplayName: null,
    description: null,
    docMd: null,
    fileloc: '/dags/etl.ts',
    relativeFileloc: 'etl.ts',
    schedule: { type: 'none' },
    timezone: 'UTC',
    startDateMs: null,
    endDateMs: null,
    catchup: true,
    tags: [],
    params: {},
    maxActiveTasks: 16,
    maxActiveRuns: 16,
    maxConsecutiveFailedDagRuns: 0,
    dagrunTimeoutMs: null,
    isPausedUponCreation: null,
    failFast: false,
    accessControl: null,
    renderTemplateAsNativeObj: false,
    callbacks: { onSuccess: false, onFailure: false },
    taskGroups: [],
    tasks: [],
  })
})

test('a DAG keeps what its file says, times in milliseconds', () => {
  const dag = new Dag('etl', {
    schedule: '30 6 * * *',
    timezone: 'Europe/Berlin',
    startDate: new Date('2026-01-01T00:00:00Z'),
    endDate: new Date('2027-01-01T00:00:00Z'),
    catchup: false,
    tags: ['a', 'b', 'a'],
    params: { region: 'eu' },
    dagrunTimeout: 90,
    maxActiveRuns: 1,
    onFailure: () => {},
  })
  expect(serialized(dag)).toMatchObject({
    schedule: { type: 'cron', expression: '30 6 * * *', timezone: 'Europe/Berlin' },
    timezone: 'Europe/Berlin',
    startDateMs: Date.UTC(2026, 0, 1),
    endDateMs: Date.UTC(2027, 0, 1),
    catchup: false,
    tags: ['a', 'b'],
    params: { region: 'eu' },
    dagrunTimeoutMs: 90_000,
    maxActiveRuns: 1,
    callbacks: { onSuccess: false, onFailure: true },
  })
})

test('an interval is the sum of its parts', () => {
  const dag = new Dag('etl', { schedule: { days: 1, hours: 2, minutes: 3, seconds: 4 } })
  expect(serialized(dag).schedule).toEqual({ type: 'delta', ms: 93_784_000 })
})

test('a handler task without options has the defaults of Airflow', () => {
  const dag = new Dag('etl')
  dag.task('load', async () => 1)()
  expect(serializedTask(dag, 'load')).toEqual({
    taskId: 'load',
    kind: 'handler',
    operator: 'TypeScriptOperator',
    taskDisplayName: null,
    docMd: null,
    owner: 'airflow',
    startDateMs: null,
    endDateMs: null,
    retries: 0,
    retryDelayMs: 300_000,
    retryExponentialBackoff: false,
    maxRetryDelayMs: null,
    executionTimeoutMs: null,
    triggerRule: 'all_success',
    dependsOnPast: false,
    ignoreFirstDependsOnPast: true,
    waitForDownstream: false,
    pool: 'default_pool',
    poolSlots: 1,
    queue: 'default',
    priorityWeight: 1,
    weightRule: 'downstream',
    maxActiveTisPerDag: null,
    maxActiveTisPerDagrun: null,
    doXcomPush: true,
    runAsUser: null,
    params: {},
    templateFields: {},
    appendEnv: false,
    skipOnExitCode: [],
    inputs: {},
    isBranching: false,
    callbacks: NO_CALLBACKS,
    downstreamTaskIds: [],
    taskGroupId: null,
  })
})

describe('an option', () => {
  test('of the task wins over defaultArgs, those over the configuration', () => {
    const dag = new Dag('etl', { defaultArgs: { retries: 3, owner: 'team', params: { a: 1, b: 1 } } })
    dag.empty('load', { retries: 0, params: { b: 2 } })
    const defaults = { ...AIRFLOW_DEFAULTS, retries: 7, retryDelay: 10, executionTimeout: 60, queue: 'slow' }
    const [task] = serializeDag(dag, { fileloc: '/f', relativeFileloc: 'f', defaults }).tasks
    expect(task).toMatchObject({
      retries: 0,
      owner: 'team',
      retryDelayMs: 10_000,
      executionTimeoutMs: 60_000,
      queue: 'slow',
      params: { a: 1, b: 2 },
    })
  })

  test('that is undefined counts as not given', () => {
    const dag = new Dag('etl', { defaultArgs: { retries: 3 } })
    dag.empty('load', { retries: undefined } as never)
    expect(serializedTask(dag, 'load').retries).toBe(3)
  })

  test('queue comes from the task, defaultArgs, the DAG, in this order', () => {
    const dag = new Dag('etl', { queue: 'dag' })
    dag.empty('a', { queue: 'task' })
    dag.empty('b')
    expect(serialized(dag).tasks.map(task => task.queue)).toEqual(['task', 'dag'])
  })

  test('waitForDownstream implies dependsOnPast, as in Airflow', () => {
    const dag = new Dag('etl')
    dag.empty('a', { waitForDownstream: true })
    expect(serializedTask(dag, 'a')).toMatchObject({ waitForDownstream: true, dependsOnPast: true })
  })

  test('retryExponentialBackoff takes the number of Airflow 3', () => {
    const dag = new Dag('etl')
    dag.empty('a', { retryExponentialBackoff: 2 })
    dag.empty('b', { retryExponentialBackoff: 0 })
    expect(serialized(dag).tasks.map(task => task.retryExponentialBackoff)).toEqual([true, false])
  })

  test('that is a callback leaves a flag', () => {
    const dag = new Dag('etl')
    dag.empty('a', { onFailure: () => {}, onRetry: [] })
    expect(serializedTask(dag, 'a').callbacks).toEqual({ ...NO_CALLBACKS, onFailure: true })
  })
})

describe('an operator', () => {
  test('of bash keeps its templates and exit codes', () => {
    const dag = new Dag('etl')
    dag.bash('run', { command: 'echo {{ ds }}', env: { A: '1' }, appendEnv: true, skipOnExitCode: [7, 8] })
    dag.bash('plain', { command: 'true' })
    dag.bash('never', { command: 'true', skipOnExitCode: null, cwd: '/tmp' })
    const [run, plain, never] = serialized(dag).tasks
    expect(run).toMatchObject({
      kind: 'bash',
      operator: 'BashOperator',
      templateFields: { bash_command: 'echo {{ ds }}', env: { A: '1' }, cwd: null },
      appendEnv: true,
      skipOnExitCode: [7, 8],
    })
    expect(plain).toMatchObject({ skipOnExitCode: [99], appendEnv: false })
    expect(never).toMatchObject({ skipOnExitCode: [], templateFields: { cwd: '/tmp' } })
  })

  test('that triggers a run keeps all that the worker needs', () => {
    const dag = new Dag('etl')
    dag.triggerDagRun({ taskId: 'go', dagId: 'other', conf: { by: '{{ dag.dag_id }}' }, logicalDate: new Date(0) })
    expect(serializedTask(dag, 'go')).toMatchObject({
      kind: 'trigger_dag_run',
      operator: 'TriggerDagRunOperator',
      templateFields: {
        trigger_dag_id: 'other',
        trigger_run_id: null,
        logical_date: '1970-01-01T00:00:00+00:00',
        conf: { by: '{{ dag.dag_id }}' },
        wait_for_completion: false,
        poke_interval: 60,
        reset_dag_run: false,
        allowed_states: ['success'],
        failed_states: ['failed'],
      },
    })
  })

  test('with a conf that JSON cannot carry is refused', () => {
    const dag = new Dag('etl')
    dag.triggerDagRun({ taskId: 'go', dagId: 'other', conf: { at: new Date() as never } })
    expect(() => serialized(dag)).toThrow('DAG "etl", task "go": conf holds a Date at .at, which JSON cannot carry')
  })

  test('is named after how it decides', () => {
    const dag = new Dag('etl')
    dag.branch('branch', async () => 'empty')()
    dag.shortCircuit('circuit', async () => true)()
    dag.empty('empty')
    expect(serialized(dag).tasks.map(task => [task.operator, task.kind, task.isBranching])).toEqual([
      ['BranchTypeScriptOperator', 'handler', true],
      ['ShortCircuitTypeScriptOperator', 'handler', true],
      ['EmptyOperator', 'empty', false],
    ])
  })

  test('with a handler keeps what feeds its arguments', () => {
    const dag = new Dag('etl')
    const rows = dag.task('extract', async () => 42)()
    dag.task('load', async (args: { rows: number; region: string }) => args)({ rows, region: 'eu' })
    expect(serializedTask(dag, 'load')).toMatchObject({
      inputs: {
        rows: { type: 'xcom', taskId: 'extract', key: 'return_value' },
        region: { type: 'literal', value: 'eu' },
      },
      templateFields: { op_kwargs: { region: 'eu' } },
    })
  })
})

test('groups are listed with their parents, and tasks know theirs', () => {
  const dag = new Dag('etl')
  const outer = dag.taskGroup('outer', { tooltip: 'all of it' })
  outer.taskGroup('inner', { prefixGroupId: false }).empty('deep')
  expect(serialized(dag).taskGroups).toEqual([
    { groupId: 'outer', parentGroupId: null, prefixGroupId: true, tooltip: 'all of it' },
    { groupId: 'outer.inner', parentGroupId: 'outer', prefixGroupId: false, tooltip: '' },
  ])
  expect(serializedTask(dag, 'deep').taskGroupId).toBe('outer.inner')
})

test('every task ends up in an order that the scheduler can walk', () => {
  const dag = new Dag('etl')
  const [a, b, c] = [dag.empty('a'), dag.empty('b'), dag.empty('c')]
  c.before(b)
  b.before(a)
  expect(dagGraph(serialized(dag)).order).toEqual(['c', 'b', 'a'])
})

describe('refused is', () => {
  test('a task that is never called', () => {
    const dag = new Dag('etl')
    dag.task('forgotten', async () => 1)
    dag.taskGroup('g').task('too', async () => 1)
    expect(() => serialized(dag)).toThrow('DAG "etl": declared but never called: forgotten, g.too.')
  })

  test('a cycle, with its path', () => {
    const dag = new Dag('etl')
    const [a, b, c] = [dag.empty('a'), dag.empty('b'), dag.empty('c')]
    a.before(b)
    b.before(c)
    c.before(a)
    expect(() => serialized(dag)).toThrow(
      'DAG "etl": the tasks form a cycle: a -> b -> c -> a. Remove one of these edges',
    )
  })

  test('a cycle through groups', () => {
    const dag = new Dag('etl')
    const [one, two] = [dag.taskGroup('one'), dag.taskGroup('two')]
    one.empty('a')
    two.empty('b')
    one.before(two)
    two.before(one)
    expect(() => serialized(dag)).toThrow('cycle: one.a -> two.b -> one.a')
  })

  test.each<[DagSpec, RegExp]>([
    [{ schedule: '61 * * * *' }, /^DAG "etl": .*61/],
    [{ schedule: '@fortnightly' }, /^DAG "etl": .*@fortnightly/],
    [{ schedule: '@daily', timezone: 'Mars/Olympus' }, /^DAG "etl": .*Mars\/Olympus/],
    [{ schedule: { hours: 0 } }, /^DAG "etl": /],
    [{ schedule: '@continuous' }, /^DAG "etl": schedule @continuous needs maxActiveRuns: 1, got 16$/],
    [{ params: { at: new Date() as never } }, /^DAG "etl": params holds a Date at \.at, which JSON cannot carry$/],
  ])('a DAG with %j', (spec, message) => {
    expect(() => serialized(new Dag('etl', spec))).toThrow(message)
  })

  test('a trigger rule that does not go with failFast', () => {
    const dag = new Dag('etl', { failFast: true })
    dag.empty('cleanup', { triggerRule: 'all_done' })
    expect(() => serialized(dag)).toThrow(
      'DAG "etl", task "cleanup": trigger rule "all_done" does not go with failFast',
    )
  })
})

test('@continuous goes with one active run', () => {
  const dag = new Dag('etl', { schedule: '@continuous', maxActiveRuns: 1 })
  expect(serialized(dag).schedule).toEqual({ type: 'continuous' })
})

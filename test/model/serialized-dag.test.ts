import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DagSpec,
  type TaskGroupSpec,
  type TaskSpec,
  TRIGGER_RULES,
  WEIGHT_RULES,
} from '../../runtime/model/dag.ts'
import type { JsonValue } from '../../runtime/model/keys.ts'
import { dagHash, decodeSerializedDag, encodeSerializedDag } from '../../runtime/model/serialized-dag.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
/** Without quote and backslash: Node 24's JSON.parse takes a key \" for \\ when it has seen an object with a key \\ before. */
const text = fc.string({ maxLength: 12 }).map(value => value.replace(/["\\]/g, '_'))
const flag = fc.boolean()
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null })
const ms = fc.integer({ min: 0, max: 4_102_444_800_000 })
const count = fc.integer({ min: 0, max: 1000 })
/** JSON has no -0. */
const json = fc
  .jsonValue({ maxDepth: 2 })
  .map((value): JsonValue => JSON.parse(JSON.stringify(value).replace(/\\["\\]/g, '_')))
const object = fc.dictionary(text, json, { maxKeys: 3 })

const task = (taskId: string, taskIds: readonly string[], groupIds: readonly string[]): fc.Arbitrary<TaskSpec> =>
  fc.record<TaskSpec>({
    taskId: fc.constant(taskId),
    kind: fc.constantFrom('bash', 'handler', 'empty', 'trigger_dag_run'),
    operator: fc.constantFrom('BashOperator', 'EmptyOperator', 'TypeScriptOperator', 'TriggerDagRunOperator'),
    taskDisplayName: orNull(text),
    docMd: orNull(text),
    owner: text,
    startDateMs: orNull(ms),
    endDateMs: orNull(ms),
    retries: count,
    retryDelayMs: ms,
    retryExponentialBackoff: flag,
    maxRetryDelayMs: orNull(ms),
    executionTimeoutMs: orNull(ms),
    triggerRule: fc.constantFrom(...TRIGGER_RULES),
    dependsOnPast: flag,
    ignoreFirstDependsOnPast: flag,
    waitForDownstream: flag,
    pool: text,
    poolSlots: count,
    queue: text,
    priorityWeight: fc.integer(),
    weightRule: fc.constantFrom(...WEIGHT_RULES),
    maxActiveTisPerDag: orNull(count),
    maxActiveTisPerDagrun: orNull(count),
    doXcomPush: flag,
    runAsUser: orNull(text),
    params: object,
    templateFields: fc.dictionary(fc.constantFrom('bash_command', 'env', 'cwd', 'op_kwargs', 'conf'), json),
    appendEnv: flag,
    skipOnExitCode: fc.array(count, { maxLength: 2 }),
    inputs: fc.dictionary(
      text,
      fc.oneof(
        fc.record({ type: fc.constant('xcom' as const), taskId: id, key: text }),
        fc.record({ type: fc.constant('literal' as const), value: json }),
      ),
      { maxKeys: 2 },
    ),
    isBranching: flag,
    callbacks: fc.record({ onExecute: flag, onSuccess: flag, onFailure: flag, onRetry: flag, onSkipped: flag }),
    downstreamTaskIds: fc.subarray([...taskIds]),
    taskGroupId: fc.constantFrom(null, ...groupIds),
  })

const group = (groupId: string, parents: readonly string[]): fc.Arbitrary<TaskGroupSpec> =>
  fc.record({
    groupId: fc.constant(groupId),
    parentGroupId: fc.constantFrom(null, ...parents),
    prefixGroupId: flag,
    tooltip: text,
  })

const schedule: fc.Arbitrary<DagSpec['schedule']> = fc.oneof(
  fc.constantFrom({ type: 'none' as const }, { type: 'once' as const }, { type: 'continuous' as const }),
  fc.record({
    type: fc.constant('cron' as const),
    expression: fc.constantFrom('@daily', '5 4 * * *'),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
  }),
  fc.record({ type: fc.constant('delta' as const), ms: fc.integer({ min: 1 }) }),
)

const dag: fc.Arbitrary<DagSpec> = fc.uniqueArray(id, { maxLength: 7 }).chain(ids => {
  const groupIds = ids.slice(0, 3)
  const taskIds = ids.slice(3)
  return fc.record<DagSpec>({
    dagId: id,
    dagDisplayName: orNull(text),
    description: orNull(text),
    docMd: orNull(text),
    fileloc: fc.constantFrom('/dags/a.ts', '/dags/sub/a.ts'),
    relativeFileloc: fc.constantFrom('a.ts', 'sub/a.ts', ''),
    schedule,
    timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
    startDateMs: orNull(ms),
    endDateMs: orNull(ms),
    catchup: flag,
    tags: fc.array(text, { maxLength: 2 }),
    params: object,
    maxActiveTasks: count,
    maxActiveRuns: count,
    maxConsecutiveFailedDagRuns: count,
    dagrunTimeoutMs: orNull(ms),
    isPausedUponCreation: orNull(flag),
    failFast: flag,
    accessControl: orNull(
      fc.constantFrom<NonNullable<DagSpec['accessControl']>>(
        { Analysts: ['can_read', 'can_edit'] },
        { Analysts: { DAGs: ['can_edit'], 'DAG Runs': ['can_create'] } },
      ),
    ),
    renderTemplateAsNativeObj: flag,
    callbacks: fc.record({ onSuccess: flag, onFailure: flag }),
    taskGroups: fc.tuple(...groupIds.map((groupId, index) => group(groupId, groupIds.slice(0, index)))),
    tasks: fc.tuple(...taskIds.map(taskId => task(taskId, taskIds, groupIds))),
  })
})

/** What a JSON column gives back. MySQL sorts the keys of objects. */
const stored = (value: JsonValue): JsonValue =>
  JSON.parse(
    JSON.stringify(value, (_, each) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)))
        : each,
    ),
  )

const sample = (change: Partial<DagSpec> = {}): DagSpec => {
  const [first] = fc.sample(dag, { numRuns: 1, seed: 7 }) as [DagSpec]
  return { ...first, ...change }
}

test('decoding gives back what was encoded, also from a column that reorders keys', () => {
  fc.assert(
    fc.property(dag, spec => {
      expect(decodeSerializedDag(stored(encodeSerializedDag(spec)))).toEqual(spec)
    }),
    { numRuns: 200 },
  )
})

describe('the JSON', () => {
  const bash: TaskSpec = {
    ...(fc.sample(task('run', [], []), { numRuns: 1, seed: 1 })[0] as TaskSpec),
    kind: 'bash',
    operator: 'BashOperator',
    owner: 'airflow',
    startDateMs: 1_700_000_000_500,
    endDateMs: null,
    retries: 0,
    retryDelayMs: 2000,
    templateFields: { bash_command: 'echo', env: null, cwd: null },
    params: { a: { b: 1 } },
    downstreamTaskIds: ['next'],
    taskGroupId: 'g',
  }
  const spec = sample({
    dagId: 'etl',
    fileloc: '/dags/sub/a.ts',
    relativeFileloc: 'sub/a.ts',
    schedule: { type: 'cron', expression: '0 0 * * *', timezone: 'UTC' },
    taskGroups: [{ groupId: 'g', parentGroupId: null, prefixGroupId: true, tooltip: '' }],
    tasks: [bash],
  })
  const { __version, dag: encoded } = encodeSerializedDag(spec) as { __version: number; dag: Record<string, JsonValue> }
  const [operator] = encoded['tasks'] as unknown as [{ __type: string; __var: Record<string, JsonValue> }]

  test('is version 1 with Airflow 2.10 keys', () => {
    expect(__version).toBe(1)
    expect(encoded).toMatchObject({
      _dag_id: 'etl',
      fileloc: '/dags/sub/a.ts',
      _processor_dags_folder: '/dags',
      timetable: {
        __type: 'airflow.timetables.interval.CronDataIntervalTimetable',
        __var: { expression: '0 0 * * *', timezone: 'UTC' },
      },
      edge_info: {},
    })
    expect(encoded).not.toHaveProperty('schedule_interval')
  })

  test('wraps operators, in seconds, and leaves out what equals the default', () => {
    expect(operator.__type).toBe('operator')
    expect(operator.__var).toMatchObject({
      task_id: 'run',
      _task_type: 'BashOperator',
      _task_module: 'airflow.operators.bash',
      template_fields: ['bash_command', 'env', 'cwd'],
      bash_command: 'echo',
      start_date: 1_700_000_000.5,
      retry_delay: 2,
      downstream_task_ids: ['next'],
      params: [
        [
          'a',
          {
            __class: 'airflow.models.param.Param',
            default: { __type: 'dict', __var: { b: 1 } },
            description: null,
            schema: { __type: 'dict', __var: {} },
          },
        ],
      ],
    })
    for (const key of ['owner', 'retries', 'end_date', 'env', 'cwd']) expect(operator.__var).not.toHaveProperty(key)
  })

  test('holds the tree of groups', () => {
    expect(encoded['_task_group']).toMatchObject({
      _group_id: null,
      children: { g: ['taskgroup', { _group_id: 'g', children: { run: ['operator', 'run'] } }] },
    })
  })

  test('uses keys of its own only under _slipstream_', () => {
    const own = [...Object.keys(encoded), ...Object.keys(operator.__var)].filter(key => key.includes('slipstream'))
    expect(own.length).toBeGreaterThan(0)
    expect(own.every(key => key.startsWith('_slipstream_'))).toBe(true)
  })
})

test('a DAG that Airflow 2.10 wrote is read with the defaults that it left out', () => {
  const spec = decodeSerializedDag({
    __version: 1,
    dag: {
      _dag_id: 'simple',
      fileloc: '/opt/dags/simple.py',
      _processor_dags_folder: '/opt/dags',
      timezone: 'UTC',
      schedule_interval: { __type: 'timedelta', __var: 86400 },
      catchup: false,
      start_date: 1564617600,
      tasks: [
        {
          __type: 'operator',
          __var: { task_id: 'say', _task_type: 'BashOperator', template_fields: ['bash_command'], bash_command: 'ls' },
        },
        { task_id: 'old', _task_type: 'PythonOperator', downstream_task_ids: ['say'] },
      ],
    },
  })
  expect(spec).toMatchObject({
    relativeFileloc: 'simple.py',
    schedule: { type: 'delta', ms: 86_400_000 },
    startDateMs: 1_564_617_600_000,
    catchup: false,
    maxActiveRuns: 16,
    taskGroups: [],
  })
  expect(spec.tasks).toMatchObject([
    {
      taskId: 'say',
      kind: 'bash',
      retryDelayMs: 300_000,
      templateFields: { bash_command: 'ls' },
      downstreamTaskIds: [],
    },
    { taskId: 'old', kind: 'handler', operator: 'PythonOperator', owner: 'airflow', downstreamTaskIds: ['say'] },
  ])
})

test.each<[JsonValue, string]>([
  [null, 'The serialized DAG without an id cannot be read: its version is missing, expected 1'],
  [{ __version: 3, dag: { dag_id: 'x' } }, 'its version is 3, expected 1'],
  [
    { __version: 1, dag: { _dag_id: 'x' } },
    'The serialized DAG x cannot be read: it has no "_dag_id" or no list of "tasks"',
  ],
  [
    { __version: 1, dag: { _dag_id: 'x', tasks: [], timetable: { __type: 'my.Timetable', __var: {} } } },
    'its timetable my.Timetable is not known',
  ],
  [
    { __version: 1, dag: { _dag_id: 'x', tasks: [], schedule_interval: { __type: 'relativedelta', __var: {} } } },
    'of type relativedelta is not known',
  ],
])('%j is refused: %s', (data, message) => {
  expect(() => decodeSerializedDag(data)).toThrow(message)
})

describe('the hash', () => {
  test('is the MD5 of the same JSON, whatever the order of keys', () => {
    const spec = sample()
    const reversed = Object.fromEntries(Object.entries(spec).reverse()) as unknown as DagSpec
    expect(dagHash(spec)).toMatch(/^[0-9a-f]{32}$/)
    expect(dagHash(reversed)).toBe(dagHash(spec))
  })

  test('changes with anything about the DAG', () => {
    const spec = sample({ tags: ['a'] })
    expect(dagHash({ ...spec, tags: ['b'] })).not.toBe(dagHash(spec))
  })
})

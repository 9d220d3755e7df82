import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { saveImportError } from '../../runtime/db/import-error.ts'
import { listSerializedDags } from '../../runtime/db/serialized-dag.ts'
import { listTaskInstances } from '../../runtime/db/task-instance.ts'
import { Dag } from '../../runtime/sdk/index.ts'
import { listenForWakeups, type WakeEvent } from '../../runtime/service/wake-socket.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome({ dags: [etl(), new Dag('manual_only')] })
})
afterAll(() => home[Symbol.asyncDispose]())

function etl(): Dag {
  const dag = new Dag('etl', { schedule: '@daily', startDate: new Date('2026-01-01'), catchup: true, tags: ['a', 'b'] })
  dag.bash('extract', { command: 'true' }).before(dag.bash('load', { command: 'true' }))
  return dag
}

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await home.run(args)
  expect([
    code,
    stderr.replace(/^DAG .* is paused.*\n/, '').replace('[INFO] Please be reminded this DAG is PAUSED now.\n', ''),
  ]).toEqual([0, ''])
  return stdout
}

describe('airflow dags list', () => {
  test('prints the table of 2.x', async () => {
    const fileloc = join(home.path, 'dags', 'etl.ts')
    const wide = fileloc.length + 'manual_only'.length - 'etl'.length
    expect((await run('dags', 'list')).split('\n')).toEqual([
      `dag_id      | ${'fileloc'.padEnd(wide)} | owners  | is_paused`,
      `============+=${'='.repeat(wide)}=+=========+==========`,
      `etl         | ${fileloc.padEnd(wide)} | airflow | True     `,
      `manual_only | ${join(home.path, 'dags', 'manual_only.ts')} |         | True     `,
      '',
      '',
    ])
  })

  test('prints JSON with texts for booleans and lists for owners', async () => {
    const [first] = JSON.parse(await run('dags', 'list', '-o', 'json'))
    expect(first).toEqual({
      dag_id: 'etl',
      fileloc: join(home.path, 'dags/etl.ts'),
      owners: ['airflow'],
      is_paused: 'True',
    })
  })

  test('takes columns, and refuses one that it does not have', async () => {
    expect(await run('dags', 'list', '--columns', 'dag_id,max_active_runs', '-o', 'plain')).toBe(
      'dag_id         max_active_runs\netl                         16\nmanual_only                 16\n',
    )
    expect(await home.run(['dags', 'list', '--columns', 'color'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("argument --columns: invalid value 'color', expected dag_id, fileloc"),
    })
  })

  test('keeps to a folder or file', async () => {
    expect(JSON.parse(await run('dags', 'list', '-o', 'json', '-S', 'DAGS_FOLDER/etl.ts'))).toHaveLength(1)
    expect(await run('dags', 'list', '--subdir', '/elsewhere')).toBe('No data found\n')
  })

  test('prints the banner of 1.10 as list_dags', async () => {
    const rule = '-'.repeat(67)
    expect(await run('list_dags')).toBe(`\n\n${rule}\nDAGS\n${rule}\netl\nmanual_only\n\n`)
  })
})

describe('airflow dags trigger', () => {
  test('creates a queued run with its task instances, wakes the scheduler and writes the audit log', async () => {
    const woken: WakeEvent[] = []
    await using _listening = await listenForWakeups(
      home.path,
      event => woken.push(event),
      () => undefined,
    )
    const args = ['dags', 'trigger', 'etl', '-r', 'first', '-e', '2026-11-20T06:00', '-c', '{"a": 1}', '-o', 'json']
    const [row] = JSON.parse(await run(...args))
    expect(row).toEqual({
      conf: { a: '1' },
      dag_id: 'etl',
      dag_run_id: 'first',
      data_interval_start: '2026-11-19T00:00:00+00:00',
      data_interval_end: '2026-11-20T00:00:00+00:00',
      end_date: null,
      external_trigger: 'True',
      last_scheduling_decision: null,
      logical_date: '2026-11-20T06:00:00+00:00',
      run_type: 'manual',
      start_date: null,
      state: 'queued',
    })
    expect(woken).toEqual([{ type: 'dag_run', dagId: 'etl', runId: 'first' }])
    expect(await listTaskInstances(home.database.kysely, { dagId: 'etl', runId: 'first' })).toHaveLength(2)
    const [event] = await listAuditEvents(home.database.kysely, { event: 'cli_dag_trigger', limit: 1 })
    expect(event).toMatchObject({ dagId: 'etl', extra: expect.stringContaining("'airflow', 'dags', 'trigger', 'etl'") })
  })

  test('speaks as 1.10 where it is called trigger_dag', async () => {
    expect(await run('trigger_dag', 'etl', '--run_id', 'second', '--exec_date', '2026-11-21')).toBe(
      'Created <DagRun etl @ 2026-11-21T00:00:00+00:00: second, externally triggered: True>\n',
    )
  })

  test('leaves out the microseconds of now', async () => {
    const [row] = JSON.parse(await run('dags', 'trigger', 'manual_only', '-o', 'json'))
    expect(row.dag_run_id).toMatch(/^manual__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
  })

  test.each([
    [['etl', '-r', 'first'], 'A Dag Run already exists for dag id etl at 2026-11-20T06:00:00+00:00 with run id first'],
    [['etk'], 'Dag id etk not found in DagModel. Did you mean etl?'],
    [['nothing_like_it'], 'Dag id nothing_like_it not found in DagModel. List the known ones with: airflow dags list'],
    [['etl', '-c', '[1]'], '--conf is [1], expected a JSON object such as {"key": "value"}'],
    [['etl', '-c', 'x=1'], '--conf is not JSON'],
    [['etl', '-r', 'scheduled__1'], '"scheduled__" is reserved for scheduled runs'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await home.run(['dags', 'trigger', ...args])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
  })

  test('takes a date that is none for a wrong command line', async () => {
    expect(await home.run(['dags', 'trigger', 'etl', '-e', '2026-13-01'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("argument -e/--exec-date: invalid value '2026-13-01', expected a date such as"),
    })
  })
})

describe('airflow dags list-runs and state', () => {
  test('list the newest run first, within dates and states', async () => {
    const rows = JSON.parse(await run('dags', 'list-runs', '-d', 'etl', '-o', 'json', '-s', '2026-11-20'))
    expect(rows.map((row: { run_id: string }) => row.run_id)).toEqual(['second', 'first'])
    expect(rows[0]).toEqual({
      dag_id: 'etl',
      run_id: 'second',
      state: 'queued',
      execution_date: '2026-11-21T00:00:00+00:00',
      start_date: '',
      end_date: '',
    })
    expect(await run('dags', 'list-runs', '-d', 'etl', '--state', 'failed')).toBe('No data found\n')
  })

  test('list_dag_runs prints the banner of 1.10', async () => {
    const lines = (await run('list_dag_runs', 'etl')).split('\n')
    expect(lines.slice(1, 5)).toEqual([
      '-'.repeat(120),
      'DAG RUNS',
      '-'.repeat(120),
      'id | run_id               | state      | execution_date       | state_date           |',
    ])
    expect(lines[6]).toMatch(/^\d+ +\| second +\| queued +\| 2026-11-21T00:00:00\+00:00 \|/)
  })

  test('state prints the state and the conf, or None', async () => {
    expect(await run('dags', 'state', 'etl', '2026-11-20T06:00:00+00:00')).toBe('queued, {"a": 1}\n')
    expect(await run('dag_state', 'etl', '2026-11-20T06:00:00+00:00')).toBe('queued\n')
    expect(await run('dags', 'state', 'etl', '2026-01-01')).toBe('None\n')
    expect((await home.run(['dags', 'state', 'nope', '2026-01-01'])).code).toBe(1)
  })
})

describe('airflow dags pause and unpause', () => {
  test('print what changed, and say when nothing did', async () => {
    expect(await run('dags', 'unpause', 'etl')).toBe('dag_id | is_paused\n=======+==========\netl    | False    \n\n')
    expect(await run('dags', 'unpause', 'etl')).toBe('No paused DAGs were found\n')
    expect(await run('pause', 'etl')).toBe('Dag: etl, paused: True\n')
    expect((await home.run(['pause', 'nope'])).code).toBe(1)
  })

  test('ask before they change all DAGs that a regular expression finds', async () => {
    const args = ['dags', 'unpause', '.*', '--treat-dag-id-as-regex']
    const refused = await home.run(args, { input: 'what\nn\n' })
    expect(refused).toMatchObject({ code: 0, stdout: expect.stringContaining('You are about to unpause 2 DAGs:') })
    expect(refused.stdout).toMatch(/Please respond with y\/yes or n\/no\.\n[\s\S]*Operation cancelled by user\n$/)
    expect((await home.run([...args, '-y', '-o', 'json'])).stdout).toContain('"dag_id": "manual_only"')
    expect((await home.run(['dags', 'pause', '(', '--treat-dag-id-as-regex'])).code).toBe(2)
    await run('dags', 'pause', '.*', '--treat-dag-id-as-regex', '-y')
  })
})

describe('airflow dags next-execution', () => {
  test('prints one ISO date per line, and None where no run is planned', async () => {
    expect(await run('dags', 'next-execution', 'etl', '-n', '2')).toBe(
      '2026-01-01T00:00:00+00:00\n2026-01-02T00:00:00+00:00\n',
    )
    expect(await home.run(['dags', 'next-execution', 'manual_only'])).toMatchObject({
      code: 0,
      stdout: 'None\n',
      stderr: expect.stringContaining('[WARN] No following schedule can be found.'),
    })
  })

  test('1.10 says that there was no run yet', async () => {
    expect(await home.run(['next_execution', 'etl'])).toMatchObject({
      code: 0,
      stdout: 'None\n',
      stderr: expect.stringContaining('[WARN] Only applicable when there is execution record found for the DAG.'),
    })
  })
})

describe('airflow dags details and report', () => {
  test('details is a table of properties, or one JSON object', async () => {
    expect(await run('dags', 'details', 'etl')).toMatch(
      /^property_name +\| property_value +\n=+\+=+\ndag_id +\| etl +\n/,
    )
    const [details] = JSON.parse(await run('dags', 'details', 'etl', '-o', 'json'))
    expect(details).toMatchObject({ dag_id: 'etl', schedule_interval: '@daily', tags: ['a', 'b'], description: null })
  })

  test('report counts DAGs and tasks by file', async () => {
    const rows = JSON.parse(await run('list_dags', '-r').then(() => run('dags', 'report', '-o', 'json')))
    expect(rows[0]).toEqual({ file: join(home.path, 'dags/etl.ts'), dag_num: '1', task_num: '2', dags: ['etl'] })
  })
})

describe('airflow dags list-import-errors', () => {
  test('is empty, or exits with 1 and makes dags list speak of it', async () => {
    expect(await run('dags', 'list-import-errors')).toBe('No data found\n')
    await saveImportError(home.database.kysely, { filename: '/dags/broken.ts', stacktrace: 'oh no', atMs: 0 })
    expect(await home.run(['dags', 'list-import-errors', '-o', 'json'])).toMatchObject({
      code: 1,
      stdout: '[{"filepath": "/dags/broken.ts", "error": "oh no"}]\n',
    })
    expect(await home.run(['dags', 'list'])).toMatchObject({
      code: 0,
      stderr: 'Error: Failed to load all files. For details, run `airflow dags list-import-errors`\n',
    })
  })
})

describe('airflow dags delete', () => {
  test('asks first, then removes what the database has of the DAG', async () => {
    expect(await home.run(['dags', 'delete', 'etl'], { input: 'n\n' })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Proceed\? \(y\/n\)Cancelled\n$/),
    })
    // One DAG with two tags, one serialized DAG, two runs of two task instances.
    expect(await run('delete_dag', '-y', 'etl')).toBe('Removed 10 record(s)\n')
    expect((await home.run(['dags', 'delete', '-y', 'etl'])).code).toBe(1)
  })
})

describe('airflow dags reserialize', () => {
  test('reads the DAG files, and forgets them with --clear-only', async () => {
    await using own = await makeHome()
    const env = { AIRFLOW__CORE__DAGS_FOLDER: own.path }
    await writeFile(join(own.path, 'one.ts'), "import { Dag } from 'slipstream'\nnew Dag('one')\n")
    expect(await own.run(['dags', 'reserialize'], { env })).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await listSerializedDags(own.database.kysely)).map(dag => dag.dagId)).toEqual(['one'])
    await own.run(['dags', 'reserialize', '--clear-only'], { env })
    expect(await listSerializedDags(own.database.kysely)).toEqual([])
  })
})

describe('without a scheduler', () => {
  test('commands read the dags folder first: a new file is listed and tried, a removed one is gone', async () => {
    await using own = await makeHome()
    const env = { AIRFLOW__CORE__DAGS_FOLDER: own.path }
    const file = join(own.path, 'one.ts')
    await writeFile(file, "import { Dag } from 'slipstream'\nnew Dag('one').bash('hello', { command: 'echo moin' })\n")
    expect((await own.run(['dags', 'list', '-o', 'json'], { env })).stdout).toContain('"dag_id": "one"')
    expect((await own.run(['tasks', 'test', 'one', 'hello', '2026-11-24'], { env })).stdout).toContain('moin')
    await rm(file)
    expect((await own.run(['dags', 'list', '-o', 'json'], { env })).stdout).not.toContain('one')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDagRun } from '../../runtime/db/dag-run.ts'
import { markTaskInstances } from '../../runtime/db/mark-state.ts'
import { getSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { findTaskInstance } from '../../runtime/db/task-instance.ts'
import { dagGraph } from '../../runtime/model/dag.ts'
import { Dag } from '../../runtime/sdk/index.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome({ dags: [etl()] })
  for (const [runId, date] of [
    ['r1', '2026-11-20'],
    ['r2', '2026-11-21'],
  ] as const)
    await run('dags', 'trigger', 'etl', '-r', runId, '-e', date)
})
afterAll(() => home[Symbol.asyncDispose]())

function etl(): Dag {
  const dag = new Dag('etl', { schedule: '@daily', startDate: new Date('2026-01-01') })
  const extract = dag.bash('extract', { command: 'echo got {{ ds }} {{ params.x }}' }, { params: { x: 1 } })
  const load = dag.bash('load', { command: 'echo about to fail; exit 3' })
  extract.before(load)
  extract.before(dag.bash('audit', { command: 'true' }))
  return dag
}

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await home.run(args)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

async function mark(runId: string, taskIds: string[], state: 'success' | 'failed'): Promise<void> {
  const { spec } = await getSerializedDag(home.database.kysely, 'etl')
  await markTaskInstances(home.database.kysely, dagGraph(spec), { dagId: 'etl', runId, taskIds, state, nowMs: 0 })
}

const stateOf = async (runId: string, taskId: string) =>
  (await findTaskInstance(home.database.kysely, { dagId: 'etl', runId, taskId, mapIndex: -1 }))?.state

describe('airflow tasks list', () => {
  test('prints sorted task ids, or the tree', async () => {
    expect(await run('tasks', 'list', 'etl')).toBe('audit\nextract\nload\n')
    expect(await run('list_tasks', '-t', 'etl')).toBe(
      '<Task(BashOperator): extract>\n    <Task(BashOperator): audit>\n    <Task(BashOperator): load>\n',
    )
  })
})

describe('airflow tasks state', () => {
  test('takes a run_id or a date', async () => {
    expect(await run('tasks', 'state', 'etl', 'load', 'r1')).toBe('None\n')
    await mark('r1', ['extract'], 'success')
    expect(await run('tasks', 'state', 'etl', 'extract', '2026-11-20T00:00:00+00:00')).toBe('success\n')
  })

  test('says what it does not know; 1.10 prints None for a run that never was', async () => {
    expect(await home.run(['tasks', 'state', 'etl', 'lod', 'r1'])).toMatchObject({
      code: 1,
      stderr: 'Task lod not found in dag etl. Did you mean load?\n',
    })
    expect(await home.run(['tasks', 'state', 'etl', 'load', 'r9'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DagRun for etl with run_id or logical date r9 not found.'),
    })
    expect(await run('task_state', 'etl', 'load', '2020-01-01')).toBe('None\n')
  })

  test('states-for-dag-run lists all in the order in which they run', async () => {
    const rows = JSON.parse(await run('tasks', 'states-for-dag-run', 'etl', 'r1', '-o', 'json'))
    expect(rows.map((row: { task_id: string; state: string | null }) => [row.task_id, row.state])).toEqual([
      ['extract', 'success'],
      ['audit', null],
      ['load', null],
    ])
    expect(Object.keys(rows[0])).toEqual(['dag_id', 'execution_date', 'task_id', 'state', 'start_date', 'end_date'])
  })
})

describe('airflow tasks failed-deps', () => {
  test('names what stands in the way', async () => {
    const lines = (await run('tasks', 'failed-deps', 'etl', 'load', 'r2')).split('\n')
    expect(lines).toEqual([
      'Task instance dependencies not met:',
      "DAG Paused: Task's DAG 'etl' is paused.",
      "Dagrun Running: Task instance's dagrun was not of type 'running' but 'queued'.",
      expect.stringMatching(/^Trigger Rule: Task's trigger rule 'all_success' requires .* 1 upstream task/),
      '',
    ])
    expect(await run('task_failed_deps', 'etl', 'extract', 'r1')).toContain(
      "Task Instance State: Task is in the 'success' state.",
    )
  })
})

describe('airflow tasks render', () => {
  test('shows template fields as a run of any date would see them', async () => {
    const rule = `# ${'-'.repeat(58)}`
    expect(await run('render', 'etl', 'extract', '2026-11-05')).toContain(
      `${rule}\n# property: bash_command\n${rule}\necho got 2026-11-05 1\n`,
    )
  })
})

describe('airflow tasks clear', () => {
  test('lists what it would clear and asks first', async () => {
    await mark('r1', ['load'], 'failed')
    const { code, stdout } = await home.run(['tasks', 'clear', 'etl', '-t', '^load$', '--only-failed'], {
      input: 'n\n',
    })
    expect(code).toBe(0)
    expect(stdout).toBe(
      'You are about to delete these 1 tasks:\n<TaskInstance: etl.load r1 [failed]>\n\nAre you sure? [y/n]Cancelled, nothing was cleared.\n',
    )
    expect((await home.run(['clear', 'etl', '-t', 'load'], { input: 'no\n' })).stdout).toMatch(
      /Are you sure\? \(yes\/no\): Bail\. Nothing was cleared\.\n$/,
    )
    expect(await stateOf('r1', 'load')).toBe('failed')
  })

  test('clears without a word with -y, as far as the dates and flags reach', async () => {
    expect(await run('tasks', 'clear', 'etl', '-y', '-f', '-s', '2026-11-21')).toBe('Nothing to clear.\n')
    expect(await run('tasks', 'clear', 'etl', '-y', '-t', 'load', '--upstream', '-e', '2026-11-20')).toBe('')
    expect([await stateOf('r1', 'extract'), await stateOf('r1', 'load')]).toEqual([null, null])
    expect((await findDagRun(home.database.kysely, { dagId: 'etl', runId: 'r1' }))?.state).toBe('queued')
  })

  test('fails where nobody can answer, and names a pattern that is none', async () => {
    expect(await home.run(['tasks', 'clear', 'etl'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The answer was expected on stdin, which has ended.'),
    })
    expect(await home.run(['tasks', 'clear', 'etl', '-t', '('])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"(" is not a regular expression for task ids.'),
    })
  })
})

describe('airflow tasks test', () => {
  test('runs the task with its log on stdout and records nothing', async () => {
    const stdout = await run('test', 'etl', 'extract', '2026-11-05', '-tp', '{"x": 5}')
    expect(stdout).toMatch(/\{subprocess\} INFO - got 2026-11-05 5\n/)
    expect(stdout).toMatch(/Marking task as SUCCESS\. dag_id=etl, task_id=extract\n$/)
    expect(await home.run(['dags', 'state', 'etl', '2026-11-05'])).toMatchObject({ stdout: 'None\n' })
  })

  test('exits with 1 when the task fails', async () => {
    const { code, stdout } = await home.run(['tasks', 'test', 'etl', 'load'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/about to fail\n[\s\S]*Marking task as FAILED/)
  })

  test('refuses params that are not a JSON object', async () => {
    expect(await home.run(['tasks', 'test', 'etl', 'extract', '-t', '[1]'])).toMatchObject({
      code: 1,
      stderr: '-t/--task-params is [1], expected a JSON object such as {"key": "value"}\n',
    })
  })
})

describe('airflow tasks run', () => {
  test('runs one task instance here and records its end', async () => {
    expect(await home.run(['tasks', 'run', 'etl', 'load', 'r2'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Dependencies not met: Trigger Rule: .* To run it anyway:/),
    })
    expect(await run('run', 'etl', 'extract', '2026-11-21', '--local')).toContain(
      'Running <TaskInstance: etl.extract r2',
    )
    expect(await stateOf('r2', 'extract')).toBe('success')
    expect((await home.run(['tasks', 'run', 'etl', 'load', 'r2'])).code).toBe(1)
    expect(await stateOf('r2', 'load')).toBe('failed')
  })

  test('marks it without running it', async () => {
    await run('tasks', 'run', 'etl', 'audit', 'r2', '--mark-success')
    expect(await stateOf('r2', 'audit')).toBe('success')
  })
})

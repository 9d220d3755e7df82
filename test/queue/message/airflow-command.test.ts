import { describe, expect, test } from 'vitest'
import { attemptCommand, parseAirflowCommand } from '../../../runtime/queue/message/airflow-command.ts'

const key = { dagId: 'etl', taskId: 'load', runId: 'manual__2026-03-01T00:00:00+00:00', mapIndex: -1 }
const RUN = ['airflow', 'tasks', 'run', 'etl', 'load', key.runId]

test('The command of an attempt is that of Airflow 2.11', () => {
  expect(attemptCommand(key, 'team/etl.ts')).toEqual([...RUN, '--local', '--subdir', 'DAGS_FOLDER/team/etl.ts'])
})

test('A mapped attempt names its map index at the end', () => {
  expect(attemptCommand({ ...key, mapIndex: 3 }, 'etl.ts').slice(-2)).toEqual(['--map-index', '3'])
})

test('Our own commands are read back', () => {
  for (const mapIndex of [-1, 0, 12]) {
    expect(parseAirflowCommand(attemptCommand({ ...key, mapIndex }, 'etl.ts'))).toEqual({
      dagId: 'etl',
      taskId: 'load',
      run: { runId: key.runId },
      mapIndex,
      subdir: 'DAGS_FOLDER/etl.ts',
    })
  }
})

test('A command of Airflow 1.10 names its run by the execution date', () => {
  const date = '2019-11-20T00:00:00+00:00'
  const command = ['airflow', 'run', 'tut', 'print', date, '--local', '--pool', 'default_pool', '-sd', '/dags/tut.py']
  expect(parseAirflowCommand(command)).toEqual({
    dagId: 'tut',
    taskId: 'print',
    run: { executionDate: date },
    mapIndex: -1,
    subdir: '/dags/tut.py',
  })
})

test('All options that Airflow sends are understood', () => {
  const flags = ['--mark-success', '--ignore-all-dependencies', '--ignore-dependencies', '--force', '--local', '--raw']
  const values = ['--pickle', '1', '--job-id', '2', '--depends-on-past', 'ignore', '--pool=p', '--cfg-path', '/c']
  expect(parseAirflowCommand([...RUN, ...flags, ...values, '--map-index', '4'])).toMatchObject({ mapIndex: 4 })
})

test('Ids are taken by their place, whatever they look like', () => {
  expect(parseAirflowCommand(['airflow', 'tasks', 'run', '-d', '--local', 'r', '--local'])).toMatchObject({
    dagId: '-d',
    taskId: '--local',
  })
})

describe('Any other command is refused by name', () => {
  test.each([
    [['rm', '-rf', '/'], 'does not start with: airflow tasks run. Got: rm -rf /'],
    [['airflow', 'dags', 'delete', 'x'], 'does not start with: airflow tasks run'],
    [['airflow', 'tasks', 'run', 'etl'], 'does not name a DAG, a task and a run'],
    [[...RUN, '--shell', 'sh'], 'has the option --shell, which airflow tasks run lacks'],
    [[...RUN, '--pool'], 'gives no value for --pool'],
    [[...RUN, '--map-index', 'x'], 'has the map index "x", expected a number'],
    ['airflow tasks run', 'is not a list of words. Got: "airflow tasks run"'],
    [undefined, 'is not a list of words. Got: nothing'],
  ])('%j', (command, reason) => {
    expect(() => parseAirflowCommand(command)).toThrow(`Cannot run a command that ${reason}`)
  })
})

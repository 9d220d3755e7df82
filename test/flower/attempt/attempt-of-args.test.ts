import { expect, test } from 'vitest'
import { airflowLinks } from '../../../runtime/flower/attempt/airflow-links.ts'
import { attemptOfArgs } from '../../../runtime/flower/attempt/attempt-of-args.ts'
import { pythonRepr } from '../../../runtime/queue/message/python-repr.ts'

const command = (...more: string[]) => ['airflow', 'tasks', 'run', 'etl', 'load', 'run_1', '--local', ...more]

test('the arguments of a task tell what of Airflow it runs, as lists and as tuples', () => {
  const attempt = { dagId: 'etl', taskId: 'load', runId: 'run_1', mapIndex: -1 }
  expect(attemptOfArgs(pythonRepr([command('--subdir', 'DAGS_FOLDER/etl.ts')]))).toEqual(attempt)
  expect(attemptOfArgs(`(${pythonRepr(command('--map-index', '3'))},)`)).toEqual({ ...attempt, mapIndex: 3 })
  expect(
    attemptOfArgs("[['airflow', 'run', 'etl', 'load', '2019-11-20T00:00:00+00:00', '--local', '-sd', 'x.py']]"),
  ).toEqual({ ...attempt, runId: '2019-11-20T00:00:00+00:00' })
})

test('names are read back as Python wrote them', () => {
  const names = ["it's", 'a"b\\c', 'tab\tnew\nline', 'snow\u2603\u00a0\u{1f338}']
  for (const dagId of names)
    expect(attemptOfArgs(pythonRepr([['airflow', 'tasks', 'run', dagId, 't', 'r']]))?.dagId).toBe(dagId)
})

test('other arguments are no attempt', () => {
  for (const args of [null, '', '[1, 2]', "['airflow', 'version']", "[['airflow', 'tasks', 'run', 'etl']]"])
    expect(attemptOfArgs(args)).toBeNull()
})

test('links lead to the DAG, the run, the task and the log in Airflow', () => {
  const links = airflowLinks('http://web:8080/', { dagId: 'a/b', runId: 'r+1', taskId: 't', mapIndex: 2 })
  expect(links).toEqual({
    dag: 'http://web:8080/dags/a%2Fb/grid',
    run: 'http://web:8080/dags/a%2Fb/grid?dag_run_id=r%2B1',
    task: 'http://web:8080/dags/a%2Fb/grid?dag_run_id=r%2B1&task_id=t&map_index=2',
    log: 'http://web:8080/dags/a%2Fb/grid?dag_run_id=r%2B1&task_id=t&map_index=2&tab=logs',
  })
})

import { expect, test } from 'vitest'
import { serverWorkLines } from '../../../bench/celery/server-work-lines.ts'

const work = (more: object) => ({
  rowWrites: 650,
  rowWritesOfTables: {},
  commits: 0,
  statements: 0,
  published: 210,
  ...more,
})

test('rows of runs, processes and the audit log are not counted against the budget of a task', () => {
  const rowWritesOfTables = {
    task_instance: 400,
    xcom: 100,
    rendered_task_instance_fields: 100,
    dag_run: 30,
    log: 10,
    job: 10,
  }
  expect(serverWorkLines(work({ rowWritesOfTables }), 100)[0]).toMatchObject({
    measured: '6.00, with those of runs, processes and audit 6.50',
    isMet: true,
  })
})

test('a table that is not known counts against it', () => {
  const rowWritesOfTables = { task_instance: 600, something_new: 50 }
  expect(serverWorkLines(work({ rowWritesOfTables }), 100)[0]?.isMet).toBe(false)
})

test('where the server does not tell tables apart every row counts', () => {
  expect(serverWorkLines(work({}), 100)[0]).toMatchObject({ isMet: false })
})

test('publishes are those of all kinds', () => {
  expect(serverWorkLines(work({ published: 310 }), 100)[1]).toMatchObject({ measured: '3.10', isMet: false })
})

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type CeleryResult, openResultTable, saveResults } from '../../runtime/db/celery-result.ts'
import { unpickle } from '../../runtime/db/pickle.ts'
import { describeOnEachDatabase } from '../databases.ts'

const AT_MS = Date.UTC(2026, 10, 24, 9, 30, 15)

const result = (taskId: string, own: Partial<CeleryResult> = {}): CeleryResult => ({
  taskId,
  status: 'SUCCESS',
  result: null,
  traceback: null,
  doneMs: AT_MS,
  request: {
    name: 'execute_command',
    args: [['airflow']],
    kwargs: {},
    worker: 'celery@x',
    retries: 0,
    queue: 'default',
  },
  ...own,
})

interface Row {
  readonly task_id: string
  readonly status: string
  readonly result: Uint8Array | null
  readonly date_done: string | null
  readonly traceback: string | null
  readonly name: string | null
  readonly args: Uint8Array | null
}

describeOnEachDatabase('results of Celery tasks', current => {
  const rows = async () =>
    (await sql<Row>`select * from celery_taskmeta order by task_id`.execute(current().database.kysely)).rows

  test('are written in a table that is made for them, and replaced by later ones', async () => {
    const table = await openResultTable(current().database, false)
    await saveResults(table, [result('b', { status: 'STARTED', doneMs: null, result: { pid: 7 } }), result('a')])
    const failure = { exc_type: 'AirflowException', exc_message: ['no'], exc_module: 'airflow.exceptions' }
    await saveResults(table, [result('b', { status: 'FAILURE', result: failure, traceback: 'no\nat all' })])
    const [a, b] = await rows()
    expect(a).toMatchObject({ task_id: 'a', status: 'SUCCESS', result: null, traceback: null, name: null, args: null })
    expect(a?.date_done).toMatch(/^2026-11-24 09:30:15/)
    expect(b).toMatchObject({ task_id: 'b', status: 'FAILURE', traceback: 'no\nat all' })
    expect(unpickle(b?.result as Uint8Array)).toEqual(failure)
  })

  test('carry what was asked for where they are extended', async () => {
    const table = await openResultTable(current().database, true)
    await saveResults(table, [result('c')])
    const row = (await rows()).find(one => one.task_id === 'c')
    expect(row).toMatchObject({ name: 'execute_command', worker: 'celery@x', retries: 0, queue: 'default' })
    expect(Buffer.from(row?.args as Uint8Array).toString()).toBe('[["airflow"]]')
  })

  test('go without the rest into a table of an older Celery', async () => {
    const { kysely } = current().database
    await sql`drop table celery_taskmeta`.execute(kysely)
    const id = current().dialect === 'mysql' ? 'int primary key auto_increment' : 'integer primary key'
    await sql
      .raw(`create table celery_taskmeta (id ${id}, task_id varchar(155) unique, status varchar(50), result blob,
        date_done datetime, traceback text)`)
      .execute(kysely)
    const table = await openResultTable(current().database, true)
    await saveResults(table, [result('d'), result('e')])
    await saveResults(table, [])
    expect((await rows()).map(row => row.task_id)).toEqual(['d', 'e'])
  })
})

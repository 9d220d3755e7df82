import { expect, test } from 'vitest'
import { originOf, taskMessage } from '../../../runtime/queue/message/celery-message.ts'

const ID = '0b9e7f5e-6a3c-4a9f-9c1e-1f2d3c4b5a69'
const COMMAND = ['airflow', 'tasks', 'run', 'tut', 'print', 'manual__1', '--local', '--subdir', 'DAGS_FOLDER/tut.py']
const call = { id: ID, taskName: 'a.execute_command', args: [COMMAND], origin: originOf(42, 'node1') }

test('A task message has the properties, headers and body of Celery 5.5', () => {
  const { properties, headers, body } = taskMessage(call)
  expect(properties).toEqual({
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: ID,
    deliveryMode: 2,
  })
  expect(headers).toEqual({
    lang: 'py',
    task: 'a.execute_command',
    id: ID,
    root_id: ID,
    parent_id: null,
    group: null,
    group_index: null,
    eta: null,
    expires: null,
    shadow: null,
    retries: 0,
    timelimit: [null, null],
    argsrepr: `[['airflow', 'tasks', 'run', 'tut', 'print', 'manual__1', '--local', '--subdir', 'DAGS_FOLDER/tut.py']]`,
    kwargsrepr: '{}',
    origin: 'gen42@node1',
    ignore_result: false,
    replaced_task_nesting: 0,
    stamped_headers: null,
    stamps: {},
  })
  expect(body.toString()).toBe(
    '[[["airflow","tasks","run","tut","print","manual__1","--local","--subdir","DAGS_FOLDER/tut.py"]],{},' +
      '{"callbacks":null,"errbacks":null,"chain":null,"chord":null}]',
  )
})

test('Headers and embed entries of our own stand beside those of Celery', () => {
  const { headers, body } = taskMessage({ ...call, extraHeaders: { mine: 'x' }, extraEmbed: { also: 1 } })
  expect(headers).toMatchObject({ mine: 'x', task: 'a.execute_command' })
  expect(JSON.parse(body.toString())[2]).toEqual({ callbacks: null, errbacks: null, chain: null, chord: null, also: 1 })
})

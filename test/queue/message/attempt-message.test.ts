import { expect, test } from 'vitest'
import { attemptMessage, attemptOf } from '../../../runtime/queue/message/attempt-message.ts'
import { taskMessage } from '../../../runtime/queue/message/celery-message.ts'
import { parseTaskMessage } from '../../../runtime/queue/message/parse-task-message.ts'
import { attempt } from './attempts.ts'
import { delivered } from './messages.ts'

const TOKEN = '0b9e7f5e-6a3c-4a9f-9c1e-1f2d3c4b5a69'
const sender = { taskName: 'a.execute_command', origin: 'gen1@a' }
const received = (message: ReturnType<typeof taskMessage>) => parseTaskMessage(delivered(message))

test('An attempt is read back exactly as it was sent', () => {
  for (const mapIndex of [-1, 4]) {
    const request = attempt(TOKEN, { mapIndex })
    expect(attemptOf(received(attemptMessage(request, sender)))).toEqual(request)
  }
})

test("The message is Airflow's: the token is its id, the body holds the command and nothing of ours", () => {
  const request = attempt(TOKEN)
  const { properties, headers, body } = attemptMessage(request, sender)
  const command = ['airflow', 'tasks', 'run', request.dagId, 'load', 'manual__1', '--local', '--subdir']
  const words = [...command, `DAGS_FOLDER/${request.dag.relativeFileloc}`]
  expect(JSON.parse(body.toString())).toEqual([
    [words],
    {},
    { callbacks: null, errbacks: null, chain: null, chord: null },
  ])
  expect(properties.correlationId).toBe(TOKEN)
  expect(headers).toMatchObject({ id: TOKEN, task: 'a.execute_command', slipstream: expect.stringMatching(/^{"v":1,/) })
})

test('An attempt too large for a header travels in the body', () => {
  const conf = { text: 'é'.repeat(40_000) }
  const request = attempt(TOKEN, { run: { ...attempt(TOKEN).run, conf } })
  const message = attemptMessage(request, sender)
  expect(message.headers).not.toHaveProperty('slipstream')
  expect(attemptOf(received(message))).toEqual(request)
})

test("Another scheduler's message has a command only", () => {
  const command = ['airflow', 'tasks', 'run', 'd', 't', 'r', '--local', '--subdir', 'DAGS_FOLDER/d.py']
  expect(attemptOf(received(taskMessage({ id: TOKEN, args: [command], ...sender })))).toBeNull()
})

test('An attempt of another release is refused by name', () => {
  const newer = taskMessage({ id: TOKEN, args: [], ...sender, extraHeaders: { slipstream: '{"v":2}' } })
  expect(() => attemptOf(received(newer))).toThrow('has version 2, this worker reads 1. Run the same release')
  const broken = taskMessage({ id: TOKEN, args: [], ...sender, extraHeaders: { slipstream: 'x' } })
  expect(() => attemptOf(received(broken))).toThrow('its header slipstream is not JSON')
})

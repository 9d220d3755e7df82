import type { Message } from 'amqplib'
import { describe, expect, test } from 'vitest'
import { taskMessage } from '../../../runtime/queue/message/celery-message.ts'
import { parseTaskMessage } from '../../../runtime/queue/message/parse-task-message.ts'
import { delivered } from './messages.ts'

const message = delivered(taskMessage({ id: 'id-1', taskName: 'add', args: [1, 2], origin: 'gen1@a' }))

const changed = (properties: object, content: Buffer = message.content): Message => ({
  ...message,
  content,
  properties: { ...message.properties, ...properties },
})

const withHeaders = (headers: object): Message => changed({ headers: { ...message.properties.headers, ...headers } })

test('A message of our own is read back', () => {
  expect(parseTaskMessage(message)).toMatchObject({
    id: 'id-1',
    taskName: 'add',
    args: [1, 2],
    kwargs: {},
    embed: { callbacks: null },
    retries: 0,
    etaMs: null,
    expiresMs: null,
    rootId: 'id-1',
    parentId: null,
    origin: 'gen1@a',
    exchange: '',
    routingKey: 'default',
    redelivered: false,
  })
})

test('A body in base64 is read too', () => {
  const content = Buffer.from(message.content.toString('base64'))
  expect(parseTaskMessage(changed({ contentEncoding: 'base64' }, content)).args).toEqual([1, 2])
})

test("Times are read as Python's isoformat, without an offset as UTC", () => {
  const times = { eta: '2026-03-01T12:00:00.500000+02:00', expires: '2026-03-01T12:00:00.250000' }
  expect(parseTaskMessage(withHeaders(times))).toMatchObject({
    etaMs: Date.UTC(2026, 2, 1, 10, 0, 0, 500),
    expiresMs: Date.UTC(2026, 2, 1, 12, 0, 0, 250),
  })
})

describe('What is no Celery task of protocol 2 in JSON is named', () => {
  const protocol1 = Buffer.from(JSON.stringify({ task: 'add', id: 'id-1', args: [], kwargs: {} }))
  test.each([
    ['protocol 1', changed({ headers: {} }, protocol1), 'it has protocol 1. Set task_protocol to 2 at the sender'],
    ['pickle', changed({ contentType: 'application/x-python-serialize' }), 'Set task_serializer to json'],
    ['no headers', changed({ headers: undefined }), 'it has no headers "task" and "id"'],
    ['no JSON', changed({}, Buffer.from('hello')), 'its body is not JSON'],
    ['another body', changed({}, Buffer.from('[1,2]')), 'its body is not a list of arguments'],
    ['another encoding', changed({ contentEncoding: 'utf-16' }), 'its content encoding is utf-16, expected utf-8'],
    ['compression', withHeaders({ compression: 'application/x-gzip' }), 'Unset task_compression at the sender'],
    ['a bad time', withHeaders({ eta: 'tomorrow' }), 'its header eta is "tomorrow", expected an ISO 8601 date'],
  ])('%s', (_, bad, reason) => {
    expect(() => parseTaskMessage(bad)).toThrow(reason)
    expect(() => parseTaskMessage(bad)).toThrow(/^Cannot read a message as a Celery task: /)
  })
})

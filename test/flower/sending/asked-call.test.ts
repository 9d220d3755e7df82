import { expect, test } from 'vitest'
import { callOptionsOf, readAskedCall, timeoutOf } from '../../../runtime/flower/sending/asked-call.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 10)
const options = (asked: object) => callOptionsOf(readAskedCall(JSON.stringify(asked)).options, NOW_MS)

test('an empty body asks for a call without arguments', () => {
  expect(readAskedCall('')).toEqual({ args: [], kwargs: {}, options: {} })
})

test('options of apply_async are read', () => {
  expect(options({ args: [1], queue: 'q', task_id: 'mine', countdown: '90', expires: 5, timeout: 3 })).toEqual({
    queue: 'q',
    id: 'mine',
    eta: '2026-11-22T10:01:30.000Z',
    expires: '2026-11-22T10:00:05.000Z',
  })
  expect(options({ routing_key: 'r', eta: '2026-11-22 11:00:00.5', expires: '2026-11-23 00:00:00.000000' })).toEqual({
    queue: 'r',
    id: null,
    eta: '2026-11-22T11:00:00.500Z',
    expires: '2026-11-23T00:00:00.000Z',
  })
  expect([timeoutOf({}), timeoutOf({ timeout: null }), timeoutOf({ timeout: '2.5' })]).toEqual([null, null, 2.5])
})

test.each([
  [{ eta: '2026-11-22' }, 'Invalid option'],
  [{ eta: 5 }, 'Invalid option'],
  [{ countdown: 'soon' }, 'Invalid option'],
  [{ countdown: 1e300 }, 'Invalid option'],
  [{ expires: 'soon' }, 'Invalid option'],
  [{ queue: '' }, 'Invalid option'],
  [{ task_id: 'x'.repeat(256) }, 'Invalid option'],
  [{ priority: 3 }, "Invalid option 'priority', expected one of queue, routing_key, task_id, countdown, eta, expires"],
])('%j is refused', (asked, problem) => {
  expect(() => options(asked)).toThrow(problem)
})

test.each([
  ['[]', 'invalid options'],
  ['"text"', 'invalid options'],
  ['{', 'The body is not JSON'],
  ['{"args":"text"}', 'args must be an array'],
  ['{"kwargs":[]}', 'kwargs must be an object'],
])('the body %s is refused', (body, problem) => {
  expect(() => readAskedCall(body)).toThrow(problem)
  expect(() => timeoutOf({ timeout: {} })).toThrow('Invalid timeout')
})

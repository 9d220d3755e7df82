import { describe, expect, test } from 'vitest'
import { isExpired, isForNode, parseControlRequest } from '../../../runtime/queue/monitor/control-message.ts'

const NODE = 'celery@host1'
const request = { method: 'ping', arguments: {}, destination: null, pattern: null, matcher: null }

describe('A request is for a node', () => {
  test.each([
    [{}, true],
    [{ destination: [] }, true],
    [{ destination: [NODE, 'celery@host2'] }, true],
    [{ destination: ['celery@host2'] }, false],
    [{ pattern: 'celery@*', matcher: 'glob' }, true],
    [{ pattern: 'celery@host?', matcher: 'glob' }, true],
    [{ pattern: 'celery@host[12]', matcher: 'glob' }, true],
    [{ pattern: 'celery@host[!1]', matcher: 'glob' }, false],
    [{ pattern: 'celery.host1', matcher: 'glob' }, false],
    [{ pattern: 'host1', matcher: 'glob' }, false],
    [{ pattern: 'celery.host[0-9]+', matcher: 'pcre' }, true],
    [{ pattern: 'host', matcher: 'pcre' }, false],
    [{ destination: [NODE], pattern: 'nobody', matcher: 'glob' }, true],
  ])('%j: %s', (given, expected) => {
    expect(isForNode({ ...request, ...given }, NODE)).toBe(expected)
  })
})

test('A request expires fifteen seconds after its time, so that clocks may differ a little', () => {
  expect(isExpired(100, 115_000)).toBe(false)
  expect(isExpired(100, 115_001)).toBe(true)
})

test('A request without an end never expires', () => {
  expect([0, undefined, null].map(expires => isExpired(expires, Date.now()))).toEqual([false, false, false])
})

test('What is no request is passed over', () => {
  for (const text of ['', 'null', '[]', '{}', '{"method":1}']) {
    expect(parseControlRequest(Buffer.from(text))).toBeNull()
  }
})

import { expect, test } from 'vitest'
import { EMPTY_LOG, readLog } from '../../../../web/src/task/log/lines.ts'

const LOG = `before
[2026-11-24T13:05:09.123+0000] {task.ts:7} WARNING - careful
  of this\r
::group::Details
inside
::endgroup::
[2026-11-24T13:05:10.000+0000] {task.ts:8} ERROR - it broke
at the end`

test('lines have the level, the clock and the group that they stand in', () => {
  const { lines } = readLog(EMPTY_LOG, LOG)
  expect(lines.map(line => [line.number, line.text, line.level, line.group])).toEqual([
    [1, 'before', null, null],
    [2, 'careful', 'WARNING', null],
    [3, '  of this', 'WARNING', null],
    [4, '::group::Details', 'WARNING', null],
    [5, 'inside', 'WARNING', 4],
    [7, 'it broke', 'ERROR', null],
    [8, 'at the end', 'ERROR', null],
  ])
  expect(lines[1]).toMatchObject({ clock: '13:05:09.123', source: 'task.ts:7' })
  expect(lines[3]).toMatchObject({ opens: 'Details' })
})

test('a log that comes in pieces, cut anywhere, is the same in the end', () => {
  const whole = readLog(EMPTY_LOG, LOG).lines
  for (let size = 1; size < 60; size += 1) {
    let log = EMPTY_LOG
    for (let end = size; end < LOG.length + size; end += size) log = readLog(log, LOG.slice(0, end))
    expect(log.lines).toEqual(whole)
  }
})

test('what was read stays as it is', () => {
  const first = readLog(EMPTY_LOG, 'one\ntwo\nthr')
  const second = readLog(first, 'one\ntwo\nthree\n')
  expect(second.lines.map(line => line.text)).toEqual(['one', 'two', 'three'])
  expect(second.lines[0]).toBe(first.lines[0])
  expect(first.lines.map(line => line.text)).toEqual(['one', 'two', 'thr'])
})

test('another log begins anew', () => {
  const log = readLog(readLog(EMPTY_LOG, 'one\ntwo\n'), 'three\n')
  expect(log.lines).toMatchObject([{ number: 1, text: 'three' }])
})

import { describe, expect, test } from 'vitest'
import { matchesSearch } from '../../../runtime/flower/search/match-task.ts'
import { parseSearch } from '../../../runtime/flower/search/parse-search.ts'
import { selectTasks, taskOrderOf } from '../../../runtime/flower/search/select-tasks.ts'
import { newTask, type TaskRecord } from '../../../runtime/flower/state/task-record.ts'

const task = (fields: Partial<TaskRecord>): TaskRecord => ({ ...newTask('0815-abc'), ...fields })

const sample = task({
  name: 'tasks.add',
  state: 'FAILURE',
  worker: 'celery@host',
  args: "['hello world', 3]",
  kwargs: `{'foo': 'bar', 'count': 5, 'quoted': "it's"}`,
  result: '42',
  exception: "ValueError('boom')",
  received: Date.UTC(2026, 10, 22, 10) / 1000,
  started: Date.UTC(2026, 10, 22, 11) / 1000,
  attempt: { dagId: 'etl', taskId: 'load', runId: 'manual__2026-11-22T10:00:00+00:00', mapIndex: -1 },
})

const finds = (text: string): boolean => matchesSearch(sample, parseSearch(text))

describe('the filter language', () => {
  test.each([
    '',
    'state:FAILURE',
    'state:failure',
    'state:SUCCESS state:FAILURE',
    'args:hello',
    'args:"hello world"',
    'args:hello args:3',
    'kwargs:foo=bar',
    'kwargs:count=5',
    `kwargs:"quoted=it's"`,
    'result:42',
    'uuid:0815',
    'name:tasks.add',
    'worker:celery@host',
    'exception:boom',
    'dag:etl task:load run:manual__',
    'hello',
    'HOST',
    '"hello world"',
    'hello, tasks.add',
    'worker:host name:add',
    'kwargs:foo',
    'state:SUCCESS OR hello',
    'hello AND (state:SUCCESS OR state:FAILURE)',
    '(state:SUCCESS hello) OR (dag:etl result:42)',
    'STATE:failure',
    '"hello\\" \\\\" OR hello',
    'received-start:2026-11-22',
    'received-start:"2026-11-22 10:00" received-end:2026-11-22T10:00:00Z',
    'received-end:"2026-11-22 10:30" started-start:"2026-11-22 10:30"',
    'received-start:2026-11-22T12:00+02:00',
  ])('finds by %j', text => {
    expect(finds(text)).toBe(true)
  })

  test.each([
    'state:SUCCESS',
    'state:FAIL',
    'args:hello args:4',
    'kwargs:foo=ba',
    'kwargs:oo=bar',
    'result:43',
    'dag:etl task:extract',
    'hello nothing',
    'state:SUCCESS AND state:FAILURE',
    'hello (state:SUCCESS OR dag:other)',
    '"state:FAILURE OR"',
    'hello,tasks.add',
    'received-start:2026-11-23',
    'received-end:"2026-11-22 09:59"',
    'started-end:"2026-11-22 10:30"',
    'http://nowhere',
  ])('does not find by %j', text => expect(finds(text)).toBe(false))

  test('does not leave out a task whose time is not known', () => {
    expect(matchesSearch(task({}), parseSearch('received-start:2026-11-22'))).toBe(true)
  })

  test.each([
    ['(', 'Expected a search term at position 1.'],
    ['()', 'Empty group at position 0.'],
    ['(hello', 'Missing closing parenthesis at position 0.'],
    ['hello)', "Unexpected ')' at position 5."],
    ['hello AND', 'AND must be followed by a search term at position 6.'],
    ['hello OR OR x', 'OR must be followed by a search term at position 6.'],
    ['AND hello', 'Expected a search term at position 0.'],
    ['hello "wor', 'Unterminated quoted phrase at position 6.'],
    ['state:', 'Search qualifier requires a value at position 0.'],
    ['""', 'Empty search term at position 0.'],
    ['-hello', "Negation with '-' is not supported at position 0."],
    ['NOT hello', 'NOT is not supported at position 0.'],
    ['((((((hello))))))', 'Query nesting exceeds 5 levels at position 5.'],
    ['x '.repeat(129), 'Query exceeds 128 tokens.'],
    ['x'.repeat(2049), 'Query exceeds 2048 characters.'],
  ])('says what is wrong with %j as Flower does', (text, problem) => {
    expect(() => parseSearch(text)).toThrow(problem)
  })

  test('says what is wrong', () => {
    expect(() => parseSearch('received-start:yesterday')).toThrow(
      'received-start has the time "yesterday", expected one such as 2026-11-22 or "2026-11-22 10:00", in UTC',
    )
    expect(() => taskOrderOf('-colour')).toThrow('Cannot sort by "colour", expected one of name, state')
  })
})

describe('a selection', () => {
  const tasks = [3, 1, 2].map(received =>
    task({ uuid: `t${received}`, received, state: received > 1 ? 'SUCCESS' : 'RETRY' }),
  )
  const select = (search: string, sort: string, offset = 0, limit: number | null = null) => {
    const { tasks: found, total } = selectTasks(tasks, {
      search: parseSearch(search),
      order: taskOrderOf(sort),
      offset,
      limit,
    })
    return [found.map(({ uuid }) => uuid).join(' '), total]
  }

  test('is in the order that is asked for, else in the given one', () => {
    expect(select('', '')).toEqual(['t3 t1 t2', 3])
    expect(select('', 'received')).toEqual(['t1 t2 t3', 3])
    expect(select('', '-received')).toEqual(['t3 t2 t1', 3])
  })

  test('is a part of what fits, and tells how many fit', () => {
    expect(select('state:SUCCESS', 'received', 1, 5)).toEqual(['t3', 2])
    expect(select('', 'received', 1, 1)).toEqual(['t2', 3])
  })
})

import { describe, expect, test } from 'vitest'
import { TemplateDateTime } from '../../runtime/jinja/airflow/time/date-time.ts'
import { TemplateUndefinedError } from '../../runtime/jinja/errors.ts'
import { asyncLookup, type LookupCache } from '../../runtime/jinja/pending.ts'
import { renderValue, renderValueAsync } from '../../runtime/jinja/render-value.ts'

test('texts in lists and dicts are rendered, keys and other values stay', () => {
  const value = { '{{ ds }}': ['{{ ds }}', 1, null, true, { a: ['{{ n }}'] }], plain: 'text' }
  expect(renderValue(value, { ds: '2026-11-22', n: 5 })).toEqual({
    '{{ ds }}': ['2026-11-22', 1, null, true, { a: ['5'] }],
    plain: 'text',
  })
})

test('text without tags is as Jinja2 leaves it: without its last newline', () => {
  expect(renderValue('echo {x} %}', {})).toBe('echo {x} %}')
  expect(renderValue('echo hi\n', {})).toBe('echo hi')
  expect(renderValue('echo {{ 1 }}\n', {})).toBe('echo 1')
  expect(renderValue('a\r\nb\n\n', {})).toBe('a\nb\n')
})

test('an error in one of many texts is thrown', () => {
  expect(() => renderValue(['ok', { x: '{{ nope }}' }], {})).toThrow(TemplateUndefinedError)
})

test('lookups are loaded for the whole value', async () => {
  const lookups: LookupCache = new Map()
  const read = (key: unknown): unknown => asyncLookup(lookups, String(key), async () => `<${String(key)}>`)
  expect(await renderValueAsync(['{{ read("a") }}', { b: '{{ read("b") }}' }], { read }, { lookups })).toEqual([
    '<a>',
    { b: '<b>' },
  ])
})

describe('as native objects', () => {
  const context = {
    n: 5,
    text: 'x',
    list: [1, 'a'],
    dict: { k: [1] },
    none: null,
    at: TemplateDateTime.at(Date.UTC(2026, 10, 22)),
  }

  test.each([
    ['{{ n }}', 5],
    ['{{ list }}', [1, 'a']],
    ['{{ dict }}', { k: [1] }],
    ['{{ none }}', null],
    ['{{ n > 3 }}', true],
    ['{{ (1, 2.0) }}', [1, 2]],
    ['{{ range(3) }}', [0, 1, 2]],
    ['{{ text }}', 'x'],
    ['{{ at }}', '2026-11-22 00:00:00+00:00'],
    ['{{ n }}{{ n }}', 55],
    ['[{{ n }}, {{ n }}]', [5, 5]],
    ["{'a': {{ n }}}", { a: 5 }],
    ['{{ n }} apples', '5 apples'],
    ['-{{ n }}', -5],
    ['None', null],
    ['True', true],
    ['true', 'true'],
    ['1.5', 1.5],
    ["'quoted'", 'quoted'],
    ['(1, [2, {3: None}])', [1, [2, { 3: null }]]],
    ['1 + 1', '1 + 1'],
    ['name', 'name'],
    ['[1, name]', '[1, name]'],
    ['007', '007'],
    [' 1', ' 1'],
    ['[1', '[1'],
    ['1]', '1]'],
    ['', null],
    ['2026-11-22', '2026-11-22'],
  ])('%s gives %j', (template, expected) => {
    expect(renderValue(template, context, { native: true })).toEqual(expected)
  })
})

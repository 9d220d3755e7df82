import { describe, expect, test } from 'vitest'
import { formatRows } from '../../../runtime/cli/output/print-rows.ts'

// What rich, tabulate, json and PyYAML print for the same rows, as Airflow 2.10 calls them.
const rows = [
  { id: 'etl', n: 16, owners: ['me', 'you'], conf: { a: 1 }, x: null, t: '2026-01-01', s: "it's: a", b: true },
  { id: 'manual_only', n: 5, owners: [], conf: {}, x: null, t: 'x', s: '- a', b: false },
]

describe('rows are printed', () => {
  test('as a table', () => {
    expect(formatRows(rows, 'table').split('\n')).toEqual([
      'id          | n  | owners | conf     | x    | t          | s       | b    ',
      '============+====+========+==========+======+============+=========+======',
      "etl         | 16 | me,you | {'a': 1} | None | 2026-01-01 | it's: a | True ",
      'manual_only | 5  |        | {}       | None | x          | - a     | False',
      '',
    ])
  })

  test('as a plain table', () => {
    expect(formatRows(rows, 'plain').split('\n')).toEqual([
      'id             n  owners         conf        x    t           s        b',
      "etl           16  ['me', 'you']  {'a': '1'}       2026-01-01  it's: a  True",
      'manual_only    5  []             {}               x           - a      False',
    ])
  })

  test('as JSON', () => {
    expect(formatRows(rows.slice(0, 1), 'json')).toBe(
      '[{"id": "etl", "n": "16", "owners": ["me", "you"], "conf": {"a": "1"}, "x": null, "t": "2026-01-01", "s": "it\'s: a", "b": "True"}]',
    )
  })

  test('as YAML', () => {
    expect(formatRows(rows.slice(0, 1), 'yaml').split('\n')).toEqual([
      "- b: 'True'",
      '  conf:',
      "    a: '1'",
      '  id: etl',
      "  n: '16'",
      '  owners:',
      '  - me',
      '  - you',
      "  s: 'it''s: a'",
      "  t: '2026-01-01'",
      '  x: null',
    ])
  })

  test('or it is said that there are none', () => {
    expect((['table', 'plain', 'json', 'yaml'] as const).map(format => formatRows([], format))).toEqual([
      'No data found',
      'No data found',
      '[]',
      '[]',
    ])
  })
})

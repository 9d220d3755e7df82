import { expect, test } from 'vitest'
import { printTable, withTable } from '../../../scripts/house/printed-table.ts'

const start = '<!-- dependency table: start (node scripts/dependency-table.ts --write) -->'
const end = '<!-- dependency table: end -->'

test('a line of the table is a row, without the folder that all of them share', () => {
  expect(printTable({ 'runtime/model': [], 'runtime/db': ['runtime/model', 'runtime/config'] })).toBe(
    '| folder | may import |\n|---|---|\n| `runtime/model` | nothing but itself |\n| `runtime/db` | model, config |',
  )
})

test('the table replaces what stands between its markers, and only that', () => {
  const text = withTable(`# Map\n${start}\nold\n${end}\nrest`, 'new')
  expect(text).toBe(`# Map\n${start}\n\nnew\n\n${end}\nrest`)
  expect(withTable(text, 'new')).toBe(text)
})

test('a text without the markers is refused', () => {
  expect(() => withTable('# Map', 'new')).toThrow('Expected the lines')
})

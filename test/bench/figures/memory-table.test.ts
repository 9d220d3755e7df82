import { expect, test } from 'vitest'
import { memoryTable } from '../../../bench/figures/memory-table.ts'

test('a program is judged by what it does once it has grown into its work', () => {
  const pss = [10, 80, 100, 102, 104, 106, 108, 110, 112, 114].map((value, index) => ({ atS: index * 60, value }))
  const rss = pss.map(({ atS, value }) => ({ atS, value: value + 50 }))
  expect(memoryTable({ worker: { pss, rss } }).split('\n')[2]).toBe(
    '| worker | 100 MiB to 114 MiB | 114 MiB | 2.0 MiB a minute | 164 MiB |',
  )
})

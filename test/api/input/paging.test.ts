import { expect, test } from 'vitest'
import { orderOf, pageOf } from '../../../runtime/api/input/paging.ts'
import { loadText } from '../../config/scratch-home.ts'

test('a page holds no more than maximum_page_limit, and fallback_page_limit for a limit of 0', () => {
  const config = loadText('[api]\nmaximum_page_limit = 50\nfallback_page_limit = 20\n')
  expect(pageOf(config, { limit: 10, offset: 7 })).toEqual({ limit: 10, offset: 7 })
  expect(pageOf(config, { limit: 1000, offset: 0 })).toEqual({ limit: 50, offset: 0 })
  expect(pageOf(config, { limit: 0, offset: 0 })).toEqual({ limit: 20, offset: 0 })
  expect(() => pageOf(config, { limit: -1, offset: 0 })).toThrow('Page limit must be a positive integer')
})

test('an order is a field of the API, and a minus turns it round', () => {
  const rules = { allowed: ['id', 'state'], fallback: 'id', aliases: { number: 'id' } } as const
  expect(orderOf(undefined, rules)).toEqual({ column: 'id', isDescending: false })
  expect(orderOf('-state', rules)).toEqual({ column: 'state', isDescending: true })
  expect(orderOf('number', rules)).toEqual({ column: 'id', isDescending: false })
  expect(() => orderOf('--state', rules)).toThrow("Ordering with '-state' is disallowed")
})

import { expect, test } from 'vitest'
import { median, quantile } from '../../../bench/figures/statistics.ts'

test('a quantile lies between its neighbours', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
  expect(quantile([10, 20], 0.99)).toBeCloseTo(19.9, 12)
})

test('the quantile of one value is that value', () => {
  expect(quantile([5], 0.99)).toBe(5)
})

test('the median of nothing is not a number', () => {
  expect(median([])).toBeNaN()
})

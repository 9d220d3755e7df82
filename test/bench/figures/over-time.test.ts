import { expect, test } from 'vitest'
import { ratesInWindows, slopeOf } from '../../../bench/figures/over-time.ts'

test('a rate counts what fell into its window, windows without anything included', () => {
  expect(ratesInWindows([100.5, 101, 109.9, 131], { fromS: 100, windowS: 10 })).toEqual([0.3, 0, 0, 0.1])
})

test('what happened before the first window counts to it', () => {
  expect(ratesInWindows([99, 100], { fromS: 100, windowS: 2 })).toEqual([1])
})

test('the slope of a straight line is its own, however far apart the points are', () => {
  const points = [0, 1, 5, 20].map(atS => ({ atS, value: 7 - 0.25 * atS }))
  expect(slopeOf(points)).toBeCloseTo(-0.25, 12)
})

test('one point has no slope', () => {
  expect(slopeOf([{ atS: 3, value: 1 }])).toBeNaN()
})

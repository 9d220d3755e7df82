import { expect, test } from 'vitest'
import { backOffMs } from '../../../runtime/queue/broker/back-off.ts'

test('The rest doubles with each failure, up to five seconds', () => {
  expect([1, 2, 3, 6, 7, 8, 1000].map(failures => backOffMs(failures, 1))).toEqual([
    100, 200, 400, 3200, 5000, 5000, 5000,
  ])
})

test('A random half of the rest is left out', () => {
  expect([0, 0.5, 1].map(random => backOffMs(2, random))).toEqual([100, 150, 200])
})

import { expect, test } from 'vitest'
import { editDistance, nearest } from '../../../runtime/config/resolve/edit-distance.ts'

test.each([
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['kitten', 'sitting', 3],
  ['executor', 'exectuor', 1],
  ['parallelism', 'paralelism', 1],
])('from %s to %s is %i', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance)
  expect(editDistance(other, one)).toBe(distance)
})

test('the nearest name is found, but nothing that is far', () => {
  expect(nearest('exectuor', ['parallelism', 'executor', 'exceutors'])).toBe('executor')
  expect(nearest('my_own_thing', ['parallelism', 'executor'])).toBeNull()
})

import { expect, test } from 'vitest'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'

test('Every message sent counts on, and none is older than a message that came in', () => {
  const clock = new LamportClock()
  expect([clock.forward(), clock.forward()]).toEqual([1, 2])
  clock.adjust(10)
  expect(clock.forward()).toBe(12)
  clock.adjust(3)
  expect(clock.forward()).toBe(14)
})

test('A message without a count counts as old', () => {
  const clock = new LamportClock()
  clock.adjust(undefined)
  expect(clock.value).toBe(1)
})

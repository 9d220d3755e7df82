import { expect, test } from 'vitest'
import { LoginLimiter } from '../../../runtime/api/auth/login-limiter.ts'

const ann = { username: 'ann', address: '10.0.0.1' }

test('ten failures within a minute make their source wait for the rest of it', () => {
  let nowMs = 0
  const limiter = new LoginLimiter(() => nowMs)
  for (let n = 0; n < 9; n++) limiter.recordFailure(ann)
  expect(limiter.waitMs(ann)).toBe(0)
  nowMs = 15_000
  limiter.recordFailure(ann)
  expect(limiter.waitMs(ann)).toBe(45_000)
  expect(limiter.waitMs({ ...ann, address: '10.0.0.2' })).toBe(0)
  expect(limiter.waitMs({ ...ann, username: 'bob' })).toBe(0)
  nowMs = 60_000
  expect(limiter.waitMs(ann)).toBe(0)
})

test('a success forgets the failures', () => {
  const limiter = new LoginLimiter(() => 0)
  for (let n = 0; n < 10; n++) limiter.recordFailure(ann)
  limiter.recordSuccess(ann)
  limiter.recordFailure(ann)
  expect(limiter.waitMs(ann)).toBe(0)
})

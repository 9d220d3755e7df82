import { expect, test } from 'vitest'
import type { Job } from '../../runtime/db/job.ts'
import { HeartbeatWatch } from '../../runtime/scheduler/heartbeat-watch.ts'

const LIMITS = { scheduler: 30_000, localTask: 300_000, celeryWorker: 60_000 }
const REST_MS = 10_000
const NOW_MS = Date.UTC(2026, 0, 1)

const job = (ageMs: number, given: Partial<Job> = {}): Job => ({
  id: 1,
  jobType: 'LocalTaskJob',
  executorClass: 'CeleryExecutor',
  state: 'running',
  hostname: 'h',
  latestHeartbeatMs: NOW_MS - ageMs,
  ...given,
})

const lookAt = (nowMs: number, databaseUpMs = 0) => ({ nowMs, databaseUpMs })

test('a heartbeat that is older than its kind may be is lost', () => {
  const isLost = new HeartbeatWatch(LIMITS, REST_MS).look(lookAt(NOW_MS))
  expect([isLost(job(60_001)), isLost(job(59_999))]).toEqual([true, false])
  expect([isLost(job(31_000, { jobType: 'SchedulerJob' })), isLost(job(29_000, { jobType: 'SchedulerJob' }))]).toEqual([
    true,
    false,
  ])
  expect(isLost(job(61_000, { executorClass: 'LocalExecutor' }))).toBe(false)
  expect(isLost(job(0, { latestHeartbeatMs: null }))).toBe(true)
})

test('after the database was away everybody has as long again', () => {
  const watch = new HeartbeatWatch(LIMITS, REST_MS)
  expect(watch.look(lookAt(NOW_MS, NOW_MS - 50_000))(job(600_000))).toBe(false)
  expect(watch.look(lookAt(NOW_MS + 10_001, NOW_MS - 50_000))(job(600_000))).toBe(true)
})

test('after a break in which we could not look everybody has as long again', () => {
  const watch = new HeartbeatWatch(LIMITS, REST_MS)
  expect(watch.look(lookAt(NOW_MS - 100_000))(job(100_000))).toBe(false)
  expect(watch.look(lookAt(NOW_MS))(job(100_000))).toBe(false)
  for (let laterMs = 10_000; laterMs <= 60_000; laterMs += 10_000)
    expect(watch.look(lookAt(NOW_MS + laterMs))(job(100_000))).toBe(false)
  expect(watch.look(lookAt(NOW_MS + 70_000))(job(100_000))).toBe(true)
})

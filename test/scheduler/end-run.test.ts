import { describe, expect, test } from 'vitest'
import { clearTaskInstances } from '../../runtime/db/clear-task-instances.ts'
import { findTaskInstance } from '../../runtime/db/task-instance.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene } from './fixtures/scene.ts'
import { useSqlite } from './fixtures/sqlite.ts'

const database = useSqlite()

describe('dagrun_timeout', () => {
  test('fails the run, skips what is unfinished and ends what runs', async () => {
    await using scene = await openScene(database(), { endingOf: one => (one.taskId === 'a' ? 'success' : null) })
    await scene.save('d', tasksOf('a > b > c'), {
      dagrunTimeoutMs: 60_000,
      callbacks: { onSuccess: false, onFailure: true },
    })
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'b runs')
    scene.advance(59_999)
    scene.advance(1)
    await scene.reaches(run, 'failed')
    expect(await scene.states(run)).toEqual({ a: 'success', b: 'skipped', c: 'skipped' })
    await scene.until(() => scene.executor.killed.length === 1, 'the process of b is ended')
    expect(scene.executor.callbacks.map(one => one.reason)).toEqual(['timed_out'])
    const row = await scene.db.selectFrom('task_instance').selectAll().where('task_id', '=', 'b').executeTakeFirst()
    expect(row?.duration).toBe(60)
  })

  test('counts from the start of the run, by the clock alone', async () => {
    await using scene = await openScene(database(), { endingOf: () => null, isTimePassing: true })
    await scene.save('d', tasksOf('a'), { dagrunTimeoutMs: 300 })
    const run = await scene.trigger('d')
    await scene.reaches(run, 'failed')
    expect(await scene.states(run)).toEqual({ a: 'skipped' })
  })
})

describe('fail_fast', () => {
  test('ends the run with the first failure: what runs fails, what waits is skipped', async () => {
    await using scene = await openScene(database(), { endingOf: () => null })
    await scene.save('d', tasksOf('a, b > c, e', { e: { pool: 'missing' } }), { failFast: true })
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 2, 'a and b run')
    await scene.executor.finish('a', 'failed')
    await scene.reaches(run, 'failed')
    expect(await scene.states(run)).toEqual({ a: 'failed', b: 'failed', c: 'skipped', e: 'skipped' })
    await scene.until(() => scene.executor.killed.length === 1, 'the process of b is ended')
  })

  test('does not stop a task that was cleared because of another that failed before', async () => {
    await using scene = await openScene(database(), { endingOf: () => null })
    await scene.save('d', tasksOf('a, b'), { failFast: true })
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 2, 'a and b run')
    await scene.executor.finish('a', 'failed')
    await scene.reaches(run, 'failed')
    scene.advance(1000)
    const key = { ...run, taskId: 'a', mapIndex: -1 }
    await clearTaskInstances(scene.db, [key], { nowMs: scene.nowMs, dagRunState: 'queued' })
    scene.scheduler.onWake({ type: 'dag_run', ...run })
    await scene.until(() => scene.executor.attempts.length === 3, 'a runs again')
    await scene.executor.finish('a')
    await scene.reaches(run, 'failed')
    expect(await scene.states(run)).toEqual({ a: 'success', b: 'failed' })
  })

  test('ends the process of a task that is restarting', async () => {
    await using scene = await openScene(database(), { endingOf: () => null })
    await scene.save('d', tasksOf('a, b'), { failFast: true })
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 2, 'a and b run')
    const key = { ...run, taskId: 'b', mapIndex: -1 }
    await clearTaskInstances(scene.db, [key], { nowMs: scene.nowMs, dagRunState: 'queued' })
    expect((await findTaskInstance(scene.db, key))?.state).toBe('restarting')
    await scene.executor.finish('a', 'failed')
    await scene.reaches(run, 'failed')
    await scene.until(() => scene.executor.killed.length === 1, 'the process of b is ended')
  })
})

import { describe, expect, test } from 'vitest'
import { clearTaskInstances } from '../../runtime/db/clear-task-instances.ts'
import { markDagRun } from '../../runtime/db/mark-state.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { DAY_MS, openScene } from './fixtures/scene.ts'
import { useSqlite } from './fixtures/sqlite.ts'

const database = useSqlite()

describe('a DAG that changes while a run goes on', () => {
  test('has its new tasks run, and those that are gone removed', async () => {
    await using scene = await openScene(database(), { endingOf: one => (one.taskId === 'a' ? null : 'success') })
    await scene.save('d', tasksOf('a > b > c'))
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'a runs')
    await scene.save('d', tasksOf('a > b > added'))
    await scene.executor.finish('a')
    await scene.reaches(run, 'success')
    expect(await scene.states(run)).toEqual({ a: 'success', b: 'success', added: 'success', c: 'removed' })
  })

  test('has a task that comes back run again', async () => {
    await using scene = await openScene(database(), { endingOf: one => (one.taskId === 'a' ? null : 'success') })
    await scene.save('d', tasksOf('a > b'))
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'a runs')
    await scene.save('d', tasksOf('a'))
    scene.poll()
    await scene.until(async () => (await scene.states(run))['b'] === 'removed', 'b is removed')
    await scene.save('d', tasksOf('a > b'))
    await scene.executor.finish('a')
    await scene.reaches(run, 'success')
    expect(await scene.states(run)).toEqual({ a: 'success', b: 'success' })
  })
})

describe('tasks outside their dates', () => {
  test('have no task instance, and do not keep a run from ending', async () => {
    await using scene = await openScene(database())
    await scene.save('d', tasksOf('a, later', { later: { startDateMs: scene.nowMs + DAY_MS } }))
    const run = await scene.trigger('d')
    await scene.reaches(run, 'success')
    expect(await scene.states(run)).toEqual({ a: 'success' })
  })
})

describe('a run in the future', () => {
  test('waits for its logical date unless allow_trigger_in_future is on', async () => {
    await using scene = await openScene(database())
    await scene.save('d', tasksOf('a'))
    const run = await scene.trigger('d', { logicalDateMs: scene.nowMs + DAY_MS })
    await scene.reaches(run, 'running')
    await scene.save('other', tasksOf('a'))
    await scene.reaches(await scene.trigger('other'), 'success')
    expect(await scene.states(run)).toEqual({ a: null })
    scene.advance(DAY_MS)
    await scene.reaches(run, 'success')
  })

  test('starts at once where it is on', async () => {
    await using scene = await openScene(database(), { settings: { allowTriggerInFuture: true } })
    await scene.save('d', tasksOf('a'))
    await scene.reaches(await scene.trigger('d', { logicalDateMs: scene.nowMs + DAY_MS }), 'success')
  })
})

describe('depends_on_past', () => {
  test('lets the next run go on at once when the task has ended in the one before', async () => {
    await using scene = await openScene(database(), { endingOf: () => null })
    await scene.save('d', tasksOf('a > b', { a: { dependsOnPast: true } }))
    const dates = [8, 7, 6].map(days => ({ logicalDateMs: scene.nowMs - days * DAY_MS }))
    const runs: DagRun[] = []
    for (const date of dates) runs.push(await scene.trigger('d', date))
    const second = runs[1] as DagRun
    const started = () =>
      scene.executor.attempts.map(one => `${one.taskId}${runs.findIndex(run => run.runId === one.runId)}`)
    await scene.until(() => scene.executor.running.size === 1, 'the first run')
    await scene.executor.finish('a')
    await scene.until(() => started().includes('a1'), 'a of the second run')
    await scene.executor.finish('a', 'failed')
    await scene.until(() => scene.executor.running.size === 1, 'b of the first run')
    expect(started()).toEqual(['a0', 'b0', 'a1'])
    await markDagRun(scene.db, second, { state: 'success', nowMs: scene.nowMs })
    scene.scheduler.onWake({ type: 'dag_run', ...second })
    await scene.until(() => started().includes('a2'), 'a of the third run')
  })

  test('notices a task that ends without a worker', async () => {
    await using scene = await openScene(database(), { endingOf: one => (one.taskId === 'a' ? null : 'success') })
    await scene.save('d', tasksOf('a > b', { b: { kind: 'empty', dependsOnPast: true } }))
    const dates = [8, 7, 6].map(days => ({ logicalDateMs: scene.nowMs - days * DAY_MS }))
    const runs: DagRun[] = []
    for (const date of dates) runs.push(await scene.trigger('d', date))
    await scene.until(() => scene.executor.running.size === 3, 'a in all runs')
    for (const run of runs.toReversed()) await scene.executor.finish('a', 'success', run.runId)
    for (const run of runs) await scene.reaches(run, 'success')
  })
})

describe('clearing', () => {
  test('a finished task runs again, with what comes after it', async () => {
    await using scene = await openScene(database())
    await scene.save('d', tasksOf('a > b'))
    const run = await scene.trigger('d')
    await scene.reaches(run, 'success')
    const keys = ['a', 'b'].map(taskId => ({ ...run, taskId, mapIndex: -1 }))
    await clearTaskInstances(scene.db, keys, { nowMs: scene.nowMs, dagRunState: 'queued' })
    scene.scheduler.onWake({ type: 'dag_run', ...run })
    await scene.until(() => scene.executor.attempts.length === 4, 'both run again')
    await scene.reaches(run, 'success')
    expect(scene.executor.attempts.map(one => one.taskId + one.tryNumber)).toEqual(['a1', 'b1', 'a2', 'b2'])
  })

  test('a running task is ended and runs again without a delay that is not its own', async () => {
    await using scene = await openScene(database(), { endingOf: () => null })
    await scene.save('d', tasksOf('a', { a: { retryDelayMs: 1000 } }))
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'a runs')
    await clearTaskInstances(scene.db, [{ ...run, taskId: 'a', mapIndex: -1 }], {
      nowMs: scene.nowMs,
      dagRunState: 'queued',
    })
    scene.scheduler.onWake({ type: 'dag_run', ...run })
    await scene.until(() => scene.executor.killed.length === 1, 'its process is ended')
    await scene.until(async () => (await scene.states(run))['a'] === 'up_for_retry', 'it waits for its retry')
    scene.advance(1000)
    await scene.until(() => scene.executor.attempts.length === 2, 'it runs again')
  })
})

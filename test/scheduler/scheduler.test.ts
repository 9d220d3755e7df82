import { expect, test } from 'vitest'
import { setPaused } from '../../runtime/db/dag.ts'
import { saveRenderedFields } from '../../runtime/db/rendered-fields.ts'
import { SKIPMIXIN_KEY, setXCom } from '../../runtime/db/xcom.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { DAY_MS, openScene, START_MS } from './fixtures/scene.ts'

describeOnEachDatabase('a scheduler', current => {
  test('takes a run from its trigger to its end, each task after its upstream', async () => {
    await using scene = await openScene(current().database)
    await scene.save('d', tasksOf('a > b > d, a > c > d'))
    const run = await scene.trigger('d')
    await scene.reaches(run, 'success')
    expect(scene.executor.taskIds).toEqual(['a', 'b', 'c', 'd'])
    expect(scene.executor.attempts.map(attempt => attempt.tryNumber)).toEqual([1, 1, 1, 1])
    expect(scene.executor.refused).toEqual([])
  })

  test('queues the heaviest first and never more than the executor takes', async () => {
    await using scene = await openScene(current().database, { slots: 2 })
    const weights = { low: { priorityWeight: 1 }, high: { priorityWeight: 9 }, mid: { priorityWeight: 5 } }
    await scene.save('d', tasksOf('low, high, mid', weights))
    await scene.reaches(await scene.trigger('d'), 'success')
    expect(scene.executor.taskIds).toEqual(['high', 'mid', 'low'])
    expect(scene.executor.busiest).toBeLessThanOrEqual(2)
  })

  test('retries a task when its delay is over, not before', async () => {
    await using scene = await openScene(current().database, {
      endingOf: attempt => (attempt.tryNumber < 3 ? 'failed' : 'success'),
    })
    await scene.save('d', tasksOf('a', { a: { retries: 2, retryDelayMs: 60_000 } }))
    const run = await scene.trigger('d')
    await scene.until(async () => (await scene.states(run))['a'] === 'up_for_retry', 'a failed once')
    scene.advance(59_999)
    scene.scheduler.touch(run)
    expect(scene.executor.attempts).toHaveLength(1)
    scene.advance(1)
    await scene.until(async () => scene.executor.attempts.length === 2, 'the second try')
    await scene.until(async () => (await scene.states(run))['a'] === 'up_for_retry', 'a failed twice')
    scene.advance(60_000)
    await scene.reaches(run, 'success')
    expect(scene.executor.attempts.map(attempt => attempt.tryNumber)).toEqual([1, 2, 3])
  })

  test('fails a run whose task has no tries left, and what comes after it', async () => {
    await using scene = await openScene(current().database, { endingOf: () => 'failed' })
    await scene.save('d', tasksOf('a > b > c'), { callbacks: { onSuccess: true, onFailure: true } })
    const run = await scene.trigger('d')
    await scene.reaches(run, 'failed')
    expect(await scene.states(run)).toEqual({ a: 'failed', b: 'upstream_failed', c: 'upstream_failed' })
    await scene.until(() => scene.executor.callbacks.length === 1, 'the callback of the run')
    expect(scene.executor.callbacks[0]).toMatchObject({
      name: 'onFailure',
      reason: 'task_failure',
      run: { runId: run.runId },
    })
  })

  test('skips what a branch did not follow', async () => {
    await using scene = await openScene(current().database, {
      endingOf: one => (one.taskId === 'branch' ? null : 'success'),
    })
    await scene.save('d', tasksOf('branch > left, branch > right', { branch: { isBranching: true } }))
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'the branch runs')
    const xcom = { key: SKIPMIXIN_KEY, value: { followed: ['left'] }, dagRunId: run.id, atMs: scene.nowMs }
    await setXCom(scene.db, { ...run, taskId: 'branch', mapIndex: -1, ...xcom })
    await scene.executor.finish('branch')
    await scene.reaches(run, 'success')
    expect(await scene.states(run)).toEqual({ branch: 'success', left: 'success', right: 'skipped' })
  })

  test('starts queued runs oldest first, no more at once than max_active_runs', async () => {
    await using scene = await openScene(current().database, { endingOf: () => null })
    await scene.save('d', tasksOf('a'), { maxActiveRuns: 2 })
    const days = [3, 1, 2]
    for (const day of days)
      await scene.create('d', { runId: `day ${day}`, logicalDateMs: scene.nowMs - (10 - day) * DAY_MS })
    scene.poll()
    await scene.until(() => scene.executor.running.size === 2, 'two runs')
    expect(scene.executor.attempts.map(attempt => attempt.runId)).toEqual(['day 1', 'day 2'])
    await scene.executor.finish('a', 'success', 'day 1')
    await scene.until(() => scene.executor.attempts.length === 3, 'the third run')
  })

  test('queues nothing of a paused DAG, lets its running tasks end, and goes on when it is unpaused', async () => {
    await using scene = await openScene(current().database, {
      endingOf: one => (one.taskId === 'a' ? null : 'success'),
    })
    await scene.save('d', tasksOf('a > b'))
    const run = await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 1, 'a runs')
    await setPaused(scene.db, 'd', true)
    await scene.executor.finish('a')
    await scene.save('other', tasksOf('x'))
    await scene.reaches(await scene.trigger('other'), 'success')
    expect(await scene.states(run)).toEqual({ a: 'success', b: null })
    await setPaused(scene.db, 'd', false)
    scene.scheduler.onWake({ type: 'dag', dagId: 'd' })
    await scene.reaches(run, 'success')
  })

  test('keeps the rendered fields of the last runs of each task only', async () => {
    await using scene = await openScene(current().database, { settings: { keptRenderedRuns: 2 }, endingOf: () => null })
    await scene.save('d', tasksOf('a'))
    const runIds: string[] = []
    for (let day = 0; day < 4; day += 1) {
      const run = await scene.trigger('d', { logicalDateMs: START_MS - (9 - day) * DAY_MS })
      runIds.push(run.runId)
      await scene.until(() => scene.executor.running.size === 1, 'it runs')
      await saveRenderedFields(scene.db, { ...run, taskId: 'a', mapIndex: -1 }, { bash_command: 'x' })
      await scene.executor.finish('a')
      await scene.reaches(run, 'success')
    }
    const kept = () => scene.db.selectFrom('rendered_task_instance_fields').select('run_id').execute()
    await scene.until(async () => (await kept()).length === 2, 'two are left')
    expect((await kept()).map(row => row.run_id).sort()).toEqual(runIds.slice(2).sort())
  })

  test('never fills a pool beyond its slots', async () => {
    await using scene = await openScene(current().database, { endingOf: () => null })
    await scene.db.insertInto('slot_pool').values({ pool: 'small', slots: 3, include_deferred: 0 }).execute()
    const small = { pool: 'small' }
    await scene.save(
      'd',
      tasksOf('a, b, c', { a: { ...small, poolSlots: 2 }, b: { ...small, poolSlots: 2 }, c: small }),
    )
    await scene.trigger('d')
    await scene.until(() => scene.executor.running.size === 2, 'as many as fit')
    expect(scene.executor.taskIds).toEqual(['a', 'c'])
    await scene.executor.finish('a')
    await scene.until(() => scene.executor.attempts.length === 3, 'b has room')
  })
})

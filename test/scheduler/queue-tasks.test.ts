import { expect, test } from 'vitest'
import { savePool } from '../../runtime/db/pool.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene } from './fixtures/scene.ts'

const many = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

describeOnEachDatabase('queueing', current => {
  test('looks past a crowd that waits for a pool, a DAG limit or a task limit', async () => {
    await using scene = await openScene(current().database, {
      slots: 1,
      endingOf: one => (one.taskId === 'holder' ? null : 'success'),
    })
    await scene.save('holder', tasksOf('holder'))
    await scene.trigger('holder')
    await scene.until(() => scene.executor.running.size === 1, 'the only slot is taken')
    const crowd = many('c', 300)
    const heavy = { priorityWeight: 9 }
    const inPool = (pool: string) => Object.fromEntries(crowd.map(id => [id, { ...heavy, pool }]))
    await savePool(scene.db, { name: 'none', slots: 0, description: '', includeDeferred: false })
    await scene.save('no_pool', tasksOf(crowd.join(), inPool('missing')))
    await scene.save('full_pool', tasksOf(crowd.join(), inPool('none')))
    await savePool(scene.db, { name: 'narrow', slots: 1, description: '', includeDeferred: false })
    const wide = Object.fromEntries(crowd.map(id => [id, { ...heavy, pool: 'narrow', poolSlots: 2 }]))
    await scene.save('narrow_pool', tasksOf(crowd.join(), wide))
    await scene.save('full_dag', tasksOf(crowd.join(), inPool('default_pool')), { maxActiveTasks: 0 })
    await scene.save('full_tasks', tasksOf(many('t', 3).join(), { t0: { ...heavy, maxActiveTisPerDag: 0 } }))
    for (const dagId of ['no_pool', 'full_pool', 'narrow_pool', 'full_dag', 'full_tasks']) await scene.trigger(dagId)
    await scene.save('light', tasksOf('light', { light: { priorityWeight: 1 } }))
    const run = await scene.trigger('light')
    await scene.until(async () => (await scene.states(run))['light'] === 'scheduled', 'all of them wait')
    await scene.executor.finish('holder')
    await scene.reaches(run, 'success')
    await scene.until(() => scene.executor.attempts.length === 4, 'the tasks without limit')
    expect(scene.executor.taskIds.sort()).toEqual(['holder', 'light', 't1', 't2'])
  })

  test('keeps max_active_tasks and the limits of tasks, over all runs and in one', async () => {
    await using scene = await openScene(current().database, { endingOf: () => null })
    await scene.save('dag', tasksOf('a, b, c'), { maxActiveTasks: 2 })
    await scene.save('task', tasksOf('x, y', { x: { maxActiveTisPerDag: 1 }, y: { maxActiveTisPerDagrun: 1 } }))
    await scene.trigger('dag')
    for (const runId of ['r1', 'r2']) {
      const at = scene.nowMs + (runId === 'r1' ? -2000 : -1000)
      await scene.trigger('task', { runId, logicalDateMs: at })
    }
    await scene.until(() => scene.executor.running.size === 5, 'what may run')
    expect(scene.executor.attempts.map(one => `${one.dagId}.${one.taskId}`).sort()).toEqual([
      'dag.a',
      'dag.b',
      'task.x',
      'task.y',
      'task.y',
    ])
    await scene.executor.finish('x', 'success', 'r1')
    await scene.until(() => scene.executor.attempts.length === 6, 'x of the other run')
    expect(scene.executor.attempts[5]).toMatchObject({ taskId: 'x', runId: 'r2' })
  })

  test('a task that was held back keeps the number of its try', async () => {
    await using scene = await openScene(current().database, { slots: 1, endingOf: () => null })
    await scene.save('d', tasksOf('a, b'))
    const run = await scene.trigger('d')
    await scene.until(async () => (await scene.states(run))['b'] === 'scheduled', 'b waits')
    await scene.executor.finish('a')
    await scene.until(() => scene.executor.attempts.length === 2, 'b is queued')
    expect(scene.executor.attempts.map(one => one.tryNumber)).toEqual([1, 1])
  })

  test('says once what a task waits for in vain, and goes on when that is there', async () => {
    await using scene = await openScene(current().database)
    await savePool(scene.db, { name: 'narrow', slots: 2, description: '', includeDeferred: false })
    const given = { a: { pool: 'nowhere' }, b: { pool: 'narrow', poolSlots: 3 } }
    await scene.save('d', tasksOf('a, b', given))
    const run = await scene.trigger('d')
    await scene.until(() => scene.logLines.some(line => line.includes('nowhere')), 'the warning')
    scene.poll()
    await scene.save('other', tasksOf('x'))
    await scene.reaches(await scene.trigger('other'), 'success')
    const warnings = scene.logLines.filter(line => line.includes('WARNING'))
    expect(warnings.map(line => line.slice(line.indexOf('Task')).trim())).toEqual([
      "Task d.a waits for pool 'nowhere', which does not exist. Create it with: airflow pools set nowhere SLOTS DESCRIPTION",
      "Task d.b wants 3 slots of pool 'narrow', which has 2. Enlarge the pool or lower the task's poolSlots",
    ])
    await savePool(scene.db, { name: 'nowhere', slots: 1, description: '', includeDeferred: false })
    await savePool(scene.db, { name: 'narrow', slots: 3, description: '', includeDeferred: false })
    scene.poll()
    await scene.reaches(run, 'success')
  })
})

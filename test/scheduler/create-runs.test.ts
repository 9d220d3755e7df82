import { expect, test } from 'vitest'
import { setPaused } from '../../runtime/db/dag.ts'
import { findDagRun } from '../../runtime/db/dag-run.ts'
import { markDagRun } from '../../runtime/db/mark-state.ts'
import type { DagSpec } from '../../runtime/model/dag.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { DAY_MS, openScene, START_MS } from './fixtures/scene.ts'

const MIDNIGHT_MS = Date.UTC(2026, 0, 5)
const daily = (given: Partial<DagSpec> = {}): Partial<DagSpec> => ({
  schedule: { type: 'cron', expression: '@daily', timezone: 'UTC' },
  startDateMs: MIDNIGHT_MS - 4 * DAY_MS,
  ...given,
})

describeOnEachDatabase('scheduled runs', current => {
  test('are created when their interval ends, by the clock alone', async () => {
    await using scene = await openScene(current().database, { nowMs: MIDNIGHT_MS - 300, isTimePassing: true })
    await scene.save('d', tasksOf('a'), daily({ startDateMs: MIDNIGHT_MS - DAY_MS }))
    scene.poll()
    const run = { dagId: 'd', runId: 'scheduled__2026-01-04T00:00:00+00:00' }
    await scene.until(async () => (await findDagRun(scene.db, run)) !== null, 'the run')
    await scene.reaches(run, 'success')
    const found = await findDagRun(scene.db, run)
    expect(found?.queuedAtMs).toBeGreaterThanOrEqual(MIDNIGHT_MS)
    expect(found?.queuedAtMs).toBeLessThan(MIDNIGHT_MS + 2000)
    expect(found).toMatchObject({
      runType: 'scheduled',
      externalTrigger: false,
      dataIntervalStartMs: MIDNIGHT_MS - DAY_MS,
      dataIntervalEndMs: MIDNIGHT_MS,
    })
    expect(await scene.nextRun('d')).toBe(MIDNIGHT_MS)
  })

  test('with catchup cover every missed interval, in order and within max_active_runs', async () => {
    await using scene = await openScene(current().database)
    await scene.save('d', tasksOf('a'), daily({ catchup: true, maxActiveRuns: 1 }))
    scene.poll()
    const dates = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']
    const all = dates.map(date => `scheduled ${date} 00:00 success`)
    await scene.until(async () => (await scene.runs('d')).join() === all.join(), 'four runs')
    expect(scene.executor.attempts.map(attempt => attempt.runId.slice(11, 21))).toEqual(dates)
    expect(scene.executor.busiest).toBe(1)
  })

  test('without catchup cover only the last complete interval', async () => {
    await using scene = await openScene(current().database)
    await scene.save('d', tasksOf('a'), daily())
    scene.poll()
    await scene.until(async () => (await scene.runs('d'))[0]?.endsWith('success') === true, 'a run')
    expect(await scene.runs('d')).toEqual(['scheduled 2026-01-04 00:00 success'])
  })

  test('step over a date that has a manual run already', async () => {
    await using scene = await openScene(current().database)
    await scene.save('d', tasksOf('a'), daily({ catchup: true, isPausedUponCreation: true }))
    await scene.create('d', { logicalDateMs: MIDNIGHT_MS - 3 * DAY_MS })
    await setPaused(scene.db, 'd', false)
    scene.poll()
    await scene.until(async () => (await scene.runs('d')).filter(run => run.endsWith('success')).length === 4, 'all')
    expect(await scene.runs('d')).toEqual([
      'scheduled 2026-01-01 00:00 success',
      'manual 2026-01-02 00:00 success',
      'scheduled 2026-01-03 00:00 success',
      'scheduled 2026-01-04 00:00 success',
    ])
    expect(await scene.nextRun('d')).toBe(MIDNIGHT_MS)
  })

  test('go on when a manual run stands at the first date of all', async () => {
    await using scene = await openScene(current().database)
    const yesterday = { startDateMs: MIDNIGHT_MS - DAY_MS, isPausedUponCreation: true }
    await scene.save('d', tasksOf('a'), daily({ catchup: true, ...yesterday }))
    await scene.create('d', { logicalDateMs: MIDNIGHT_MS - DAY_MS })
    await setPaused(scene.db, 'd', false)
    scene.poll()
    await scene.until(async () => (await scene.nextRun('d')) === MIDNIGHT_MS, 'the plan moves past it')
    scene.advance(DAY_MS)
    await scene.until(async () => (await scene.runs('d')).length === 2, 'the next run')
    expect((await scene.runs('d'))[1]).toMatch('scheduled 2026-01-05 00:00')
  })

  test('held back by max_active_runs come when the run is ended by hand', async () => {
    await using scene = await openScene(current().database, { endingOf: () => null })
    await scene.save('d', tasksOf('a'), daily({ maxActiveRuns: 1 }))
    scene.poll()
    await scene.until(async () => (await scene.runs('d'))[0]?.endsWith('running') === true, 'the first run')
    scene.advance(DAY_MS)
    await scene.until(
      async () => (await scene.db.selectFrom('dag').selectAll().executeTakeFirst())?.next_dagrun_create_after === null,
      'the hold',
    )
    const first = { dagId: 'd', runId: 'scheduled__2026-01-04T00:00:00+00:00' }
    await markDagRun(scene.db, first, { state: 'failed', nowMs: scene.nowMs })
    scene.scheduler.onWake({ type: 'dag_run', ...first })
    await scene.until(async () => (await scene.runs('d')).length === 2, 'the run that was held back')
  })

  test('end with the end date of the DAG, or with those of all its tasks', async () => {
    await using scene = await openScene(current().database)
    const endDateMs = MIDNIGHT_MS - 3 * DAY_MS
    await scene.save('dag_end', tasksOf('a'), daily({ catchup: true, endDateMs }))
    await scene.save('task_end', tasksOf('a, b', { a: { endDateMs }, b: { endDateMs } }), daily({ catchup: true }))
    scene.poll()
    const both = ['scheduled 2026-01-01 00:00 success', 'scheduled 2026-01-02 00:00 success']
    for (const dagId of ['dag_end', 'task_end']) {
      await scene.until(async () => (await scene.nextRun(dagId)) === null, `${dagId} has no next run`)
      await scene.until(async () => (await scene.runs(dagId)).join() === both.join(), `${dagId}: ${both}`)
    }
  })

  test('of a paused DAG wait until it is unpaused', async () => {
    await using scene = await openScene(current().database)
    await scene.save('d', tasksOf('a'), daily({ isPausedUponCreation: true }))
    await scene.save('other', tasksOf('a'), daily())
    scene.poll()
    await scene.until(async () => (await scene.runs('other')).length === 1, 'the other DAG runs')
    expect(await scene.runs('d')).toEqual([])
    await setPaused(scene.db, 'd', false)
    scene.poll()
    await scene.until(async () => (await scene.runs('d')).length === 1, 'its run')
  })

  test('of @once are one, and of @continuous follow each other', async () => {
    await using scene = await openScene(current().database)
    await scene.save('once', tasksOf('a'), { schedule: { type: 'once' }, startDateMs: START_MS - 1000 })
    const continuous = { schedule: { type: 'continuous' }, startDateMs: START_MS - 1000, maxActiveRuns: 1 } as const
    await scene.save('loop', tasksOf('a'), continuous)
    scene.poll()
    await scene.until(async () => (await scene.runs('once'))[0]?.endsWith('success') === true, 'the only run')
    scene.advance(1000)
    await scene.until(async () => (await scene.runs('loop')).length >= 2, 'a second run')
    expect(await scene.runs('once')).toHaveLength(1)
  })
})

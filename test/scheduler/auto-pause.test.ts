import { expect, test } from 'vitest'
import { findDagModel } from '../../runtime/db/dag.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene, type Scene } from './fixtures/scene.ts'
import { useSqlite } from './fixtures/sqlite.ts'

const database = useSqlite()

async function runOnce(scene: Scene, day: number, state: string): Promise<void> {
  await scene.reaches(await scene.trigger('d', { runId: `run ${day}`, logicalDateMs: scene.nowMs + day - 1000 }), state)
}

test('a DAG whose last runs all failed is paused, and why is said', async () => {
  const failing = new Set(['run 2', 'run 3'])
  await using scene = await openScene(database(), {
    endingOf: one => (failing.has(one.runId) ? 'failed' : 'success'),
  })
  await scene.save('d', tasksOf('a'), { maxConsecutiveFailedDagRuns: 2 })
  await runOnce(scene, 1, 'success')
  await runOnce(scene, 2, 'failed')
  expect((await findDagModel(scene.db, 'd'))?.isPaused).toBe(false)
  await runOnce(scene, 3, 'failed')
  expect((await findDagModel(scene.db, 'd'))?.isPaused).toBe(true)
  await scene.until(() => scene.logLines.some(line => line.includes('Unpause it with: airflow dags unpause d')), 'why')
})

test('a DAG that has not run that often yet goes on', async () => {
  await using scene = await openScene(database(), { endingOf: () => 'failed' })
  await scene.save('d', tasksOf('a'), { maxConsecutiveFailedDagRuns: 3 })
  for (const day of [1, 2]) await runOnce(scene, day, 'failed')
  expect((await findDagModel(scene.db, 'd'))?.isPaused).toBe(false)
})

test('without max_consecutive_failed_dag_runs no DAG is paused', async () => {
  await using scene = await openScene(database(), { endingOf: () => 'failed' })
  await scene.save('d', tasksOf('a'))
  for (const day of [1, 2, 3]) await runOnce(scene, day, 'failed')
  expect((await findDagModel(scene.db, 'd'))?.isPaused).toBe(false)
})

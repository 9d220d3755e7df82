import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../../runtime/db/database.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene, type Scene } from './fixtures/scene.ts'
import { useSqlite } from './fixtures/sqlite.ts'

const database = useSqlite()

test('a pass that fails is said, and made again until it succeeds', async () => {
  await using scene = await openScene(database())
  await scene.save('d', tasksOf('a'))
  await using breakage = await refusing(database(), 'UPDATE ON dag_run')
  const run = await scene.trigger('d')
  await scene.until(() => failures(scene).length > 0, 'the failure is said')
  expect(failures(scene)[0]).toContain('Scheduling pass failed and will be tried again')
  expect(failures(scene)[0]).toContain('out of order')
  await breakage[Symbol.asyncDispose]()
  await scene.reaches(run, 'success')
})

test('a run that cannot be decided is named, and the others go on', async () => {
  await using scene = await openScene(database())
  await scene.save('d', tasksOf('a > b'))
  const broken = await scene.create('d', { runId: 'broken', logicalDateMs: scene.nowMs - 1 })
  await scene.db
    .updateTable('dag_run')
    .set({ conf: Buffer.from('junk') })
    .where('run_id', '=', 'broken')
    .execute()
  const sound = await scene.create('d', { runId: 'sound', logicalDateMs: scene.nowMs - 2 })
  scene.poll()
  await scene.reaches(sound, 'success')
  expect(failures(scene).some(line => line.includes('DAG d, run broken: '))).toBe(true)
  await scene.db.updateTable('dag_run').set({ conf: null }).where('run_id', '=', 'broken').execute()
  scene.scheduler.touch(broken)
  await scene.reaches(broken, 'success')
})

test('a DAG that cannot be read is named once, and the others go on', async () => {
  await using scene = await openScene(database())
  const daily = { schedule: { type: 'cron', expression: '@daily', timezone: 'UTC' }, startDateMs: 0 } as const
  await scene.save('broken', tasksOf('a'), { ...daily, isPausedUponCreation: true })
  const waiting = await scene.create('broken')
  await scene.db.updateTable('serialized_dag').set({ data: '{"__version": 99}', dag_hash: 'x' }).execute()
  await scene.db.updateTable('dag').set({ is_paused: 0 }).execute()
  await scene.save('sound', tasksOf('a'), daily)
  scene.poll()
  await scene.until(async () => (await scene.runs('sound'))[0]?.endsWith('success') === true, 'the sound DAG runs')
  scene.poll()
  await scene.reaches(await scene.trigger('sound'), 'success')
  expect(await scene.runState(waiting)).toBe('queued')
  const said = scene.logLines.filter(line => line.includes('cannot be read'))
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('Parse it again with: airflow dags reserialize. Until then its runs stand still')
  await scene.save('broken', tasksOf('a'))
  scene.poll()
  await scene.reaches(waiting, 'success')
})

const failures = (scene: Scene): string[] => scene.logLines.filter(line => line.includes('ERROR'))

/** Makes such statements fail until disposed. */
async function refusing(opened: Database, statement: string): Promise<AsyncDisposable> {
  const run = (text: string) => sql.raw(text).execute(opened.kysely)
  await run(`CREATE TRIGGER refuse BEFORE ${statement} BEGIN SELECT RAISE(ABORT, 'out of order'); END`)
  return {
    async [Symbol.asyncDispose]() {
      await run('DROP TRIGGER IF EXISTS refuse')
    },
  }
}

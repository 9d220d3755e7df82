import { expect, test } from 'vitest'
import { findDagRun } from '../../runtime/db/dag-run.ts'
import { insertJob, type Job, listRunningJobs } from '../../runtime/db/job.ts'
import { markQueued } from '../../runtime/db/queue-transition.ts'
import { listTaskFails } from '../../runtime/db/task-fail.ts'
import { findTaskInstance } from '../../runtime/db/task-instance.ts'
import { claimAttempt } from '../../runtime/db/task-transition.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import type { TaskInstanceState } from '../../runtime/model/states.ts'
import { adoptOrphans } from '../../runtime/scheduler/recovery.ts'
import { openLog } from '../../runtime/service/log.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { openScene, type Scene } from './fixtures/scene.ts'

describeOnEachDatabase('what a dead process has left', current => {
  test('running task instances retry while tries are left, else they fail', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'LocalTaskJob')
    const run = await orphans(scene, { retrying: 'running', spent: 'running', once: 'running' }, dead)
    await update(scene, 'spent', { try_number: 3 })
    const lines = await adopt(scene, [dead])
    expect(await scene.states(run)).toEqual({ retrying: 'up_for_retry', spent: 'failed', once: 'failed' })
    expect(lines.filter(line => line.includes('was cut short by a dead process'))).toHaveLength(3)
    const key = { ...run, taskId: 'retrying', mapIndex: -1 }
    expect(await findTaskInstance(scene.db, key)).toMatchObject({ endDateMs: scene.nowMs, tryNumber: 1 })
    expect(await listTaskFails(scene.db, key)).toHaveLength(1)
    const history = await scene.db.selectFrom('task_instance_history').selectAll().execute()
    expect(history.map(row => `${row.task_id} ${row.state}`)).toEqual(['retrying failed'])
  })

  test('a restarting one always runs again', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'LocalTaskJob')
    const run = await orphans(scene, { once: 'running' }, dead)
    await update(scene, 'once', { state: 'restarting' })
    await adopt(scene, [dead])
    expect(await scene.states(run)).toMatchObject({ once: 'up_for_retry' })
  })

  test('queued ones wait as scheduled again, with the same try and without a token', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'SchedulerJob')
    const run = await orphans(scene, { once: 'queued' }, dead)
    const lines = await adopt(scene, [dead])
    const key = { ...run, taskId: 'once', mapIndex: -1 }
    expect(await findTaskInstance(scene.db, key)).toMatchObject({ state: 'scheduled', tryNumber: 1, token: null })
    expect(lines[0]).toContain('was queued in a process that is gone; it will be queued again')
  })

  test('queued ones that wait in a broker go on waiting there, for the scheduler that takes over', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'SchedulerJob')
    const run = await orphans(scene, { once: 'queued' }, dead)
    await adopt(scene, [dead], { keepsQueued: true })
    expect(await findTaskInstance(scene.db, { ...run, taskId: 'once', mapIndex: -1 })).toMatchObject({
      state: 'queued',
      token: 'token of once',
      queuedByJobId: scene.executor.jobId,
    })
  })

  test('what belongs to living jobs is left alone', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'SchedulerJob')
    const living = await job(scene, 'LocalTaskJob')
    const run = await orphans(scene, { once: 'running', spent: 'queued' }, living)
    await adopt(scene, [dead])
    expect(await scene.states(run)).toMatchObject({ once: 'running', spent: 'queued' })
    const running = await listRunningJobs(scene.db, ['SchedulerJob', 'LocalTaskJob'])
    expect(running.map(one => one.id)).toContain(living.id)
    expect(running.map(one => one.id)).not.toContain(dead.id)
  })

  test('jobs that ended in order leave no orphans that go unnoticed', async () => {
    await using scene = await idle(current().database)
    const ended = await job(scene, 'LocalTaskJob')
    const run = await orphans(scene, { once: 'running' }, ended)
    await scene.db.updateTable('job').set({ state: 'success' }).where('id', '=', ended.id).execute()
    await adopt(scene, [])
    expect(await scene.states(run)).toMatchObject({ once: 'failed' })
  })

  test('a run goes on from there to its end', async () => {
    await using scene = await idle(current().database)
    const dead = await job(scene, 'LocalTaskJob')
    const run = await orphans(scene, { retrying: 'running', once: 'queued' }, dead)
    await adopt(scene, [dead])
    await scene.start()
    scene.advance(1000)
    await scene.reaches(run, 'success')
    expect(scene.executor.attempts.map(one => one.taskId + one.tryNumber).sort()).toEqual([
      'once1',
      'retrying2',
      'spent1',
    ])
    expect((await findDagRun(scene.db, run))?.endDateMs).toBe(scene.nowMs)
  })
})

/** A scene whose scheduler does not run yet. */
async function idle(database: Scene['database']): Promise<Scene> {
  await database.kysely.updateTable('job').set({ state: 'success' }).execute()
  const scene = await openScene(database, { isIdle: true })
  const given = { retrying: { retries: 1, retryDelayMs: 1000 }, spent: { retries: 2 }, once: {} }
  await scene.save('d', tasksOf('retrying, spent, once', given))
  return scene
}

async function job(scene: Scene, jobType: Job['jobType']): Promise<Job> {
  const id = await insertJob(scene.db, {
    jobType,
    hostname: 'h',
    unixname: 'u',
    executorClass: null,
    atMs: scene.nowMs,
  })
  return (await listRunningJobs(scene.db, [jobType])).find(one => one.id === id) as Job
}

/** A running run in which these task instances are in the hands of the job. */
async function orphans(
  scene: Scene,
  states: Readonly<Record<string, 'queued' | 'running'>>,
  { id: jobId }: Job,
): Promise<DagRun> {
  const run = await scene.create('d')
  await scene.db.updateTable('dag_run').set({ state: 'running' }).execute()
  for (const [taskId, state] of Object.entries(states)) {
    const attempt = { ...run, taskId, mapIndex: -1, token: `token of ${taskId}`, jobId }
    await markQueued(scene.db, { ...attempt, from: null, tryNumber: 1, atMs: scene.nowMs })
    const worker = { startDateMs: scene.nowMs, hostname: 'h', unixname: 'u', pid: 1 }
    if (state === 'running') await claimAttempt(scene.db, attempt, { ...attempt, ...worker })
  }
  return run
}

async function update(scene: Scene, taskId: string, row: { try_number?: number; state?: TaskInstanceState }) {
  await scene.db.updateTable('task_instance').set(row).where('task_id', '=', taskId).execute()
}

async function adopt(scene: Scene, dead: readonly Job[], executor = { keepsQueued: false }): Promise<string[]> {
  const lines: string[] = []
  const log = openLog('scheduler', 'info', line => lines.push(line))
  const { jobId } = scene.executor
  await adoptOrphans({ database: scene.database, clock: () => scene.nowMs, log, executor, jobId }, dead)
  return lines
}

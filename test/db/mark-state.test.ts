import { expect, test } from 'vitest'
import { findDagRun } from '../../runtime/db/dag-run.ts'
import { type Database, inTransaction } from '../../runtime/db/database.ts'
import { markDagRun, markTaskInstances, selectInstancesToMark, type TaskMark } from '../../runtime/db/mark-state.ts'
import { dagGraph } from '../../runtime/model/dag.ts'
import { DagRunNotFound } from '../../runtime/model/errors.ts'
import type { DagRun, DagRunKey } from '../../runtime/model/keys.ts'
import type { MaybeState } from '../../runtime/model/states.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, statesOf, storeRuns, storeSpec } from './stored-runs.ts'

const BROKEN = { first: 'success', second: 'failed', third: 'upstream_failed', aside: 'running' } as const
let count = 0

async function failedRuns(database: Database, days = 1, states: Record<string, MaybeState> = BROKEN) {
  count += 1
  const spec = chainDag(`marked_${count}`)
  const dag = await storeSpec(database, spec)
  const runs = await storeRuns(database, dag, Array(days).fill(states))
  const mark = (run: DagRunKey, given: Partial<TaskMark> & Pick<TaskMark, 'taskIds' | 'state'>) =>
    inTransaction(database, db =>
      markTaskInstances(db, dagGraph(spec), { dagId: run.dagId, runId: run.runId, ...given, nowMs: NOW_MS }),
    )
  return { graph: dagGraph(spec), runs, run: runs[0] as DagRun, mark }
}

describeOnEachDatabase('markTaskInstances', current => {
  test('sets the state, keeps the dates there are, and says what it changed', async () => {
    const { database } = current()
    const { run, mark } = await failedRuns(database)
    const marked = await mark(run, { taskIds: ['aside'], state: 'failed' })
    expect(marked.map(instance => instance.taskId)).toEqual(['aside'])
    const row = await database.kysely
      .selectFrom('task_instance')
      .select(['state', 'duration', 'end_date', 'external_executor_id'])
      .where('dag_id', '=', run.dagId)
      .where('task_id', '=', 'aside')
      .executeTakeFirstOrThrow()
    expect(row).toEqual({
      state: 'failed',
      duration: 8,
      end_date: '2026-11-24 12:00:00.000000',
      external_executor_id: 'token-aside',
    })
  })

  test('clears what failed downstream of a success and queues the run again', async () => {
    const { database } = current()
    const { run, mark } = await failedRuns(database)
    await mark(run, { taskIds: ['second'], state: 'success' })
    expect(await statesOf(database, run)).toEqual({ ...BROKEN, second: 'success', third: null })
    expect(await findDagRun(database.kysely, run)).toMatchObject({ state: 'queued' })
  })

  test('changes nothing downstream of a failure', async () => {
    const { database } = current()
    const { run, mark } = await failedRuns(database)
    await mark(run, { taskIds: ['first'], state: 'failed' })
    expect(await statesOf(database, run)).toEqual({ ...BROKEN, first: 'failed' })
    expect(await findDagRun(database.kysely, run)).toMatchObject({ state: 'failed' })
  })

  test('takes upstream and downstream tasks along', async () => {
    const { database } = current()
    const { run, mark } = await failedRuns(database)
    await mark(run, { taskIds: ['second'], state: 'skipped', upstream: true, downstream: true })
    expect(await statesOf(database, run)).toEqual({
      first: 'skipped',
      second: 'skipped',
      third: 'skipped',
      aside: 'running',
    })
  })

  test('takes earlier and later runs along', async () => {
    const { database } = current()
    const { runs, mark } = await failedRuns(database, 3)
    const middle = runs[1] as DagRun
    const days = async (options: object): Promise<number[]> => {
      const marked = await mark(middle, { taskIds: ['aside'], state: 'success', ...options })
      return marked.map(instance => runs.findIndex(run => run.runId === instance.runId))
    }
    expect(await days({})).toEqual([1])
    expect(await days({ past: true })).toEqual([0])
    expect(await days({ future: true })).toEqual([2])
  })

  test('only looks when it is asked what it would change', async () => {
    const { database } = current()
    const { graph, run } = await failedRuns(database)
    const mark = { dagId: run.dagId, runId: run.runId, taskIds: ['second'], state: 'success' } as const
    const found = await selectInstancesToMark(database.kysely, graph, mark)
    expect(found.map(instance => instance.taskId)).toEqual(['second'])
    expect(await statesOf(database, run)).toEqual(BROKEN)
  })

  test('refuses a run that does not exist', async () => {
    const { run, mark } = await failedRuns(current().database)
    const marking = mark({ dagId: run.dagId, runId: 'nosuch' }, { taskIds: ['first'], state: 'success' })
    await expect(marking).rejects.toThrow(DagRunNotFound)
  })
})

describeOnEachDatabase('markDagRun', current => {
  const markRun = (run: DagRunKey, state: 'success' | 'failed' | 'queued') =>
    inTransaction(current().database, db => markDagRun(db, run, { state, nowMs: NOW_MS }))

  test('as success makes all its task instances succeed', async () => {
    const { database } = current()
    const { run } = await failedRuns(database, 1, { ...BROKEN, aside: 'removed' })
    const changed = await markRun(run, 'success')
    expect(changed.map(key => key.taskId).sort()).toEqual(['second', 'third'])
    expect(await statesOf(database, run)).toEqual({
      first: 'success',
      second: 'success',
      third: 'success',
      aside: 'removed',
    })
    expect(await findDagRun(database.kysely, run)).toMatchObject({ state: 'success', endDateMs: NOW_MS })
  })

  test('as failed fails what runs, skips what waits and leaves what is finished', async () => {
    const { database } = current()
    const { run } = await failedRuns(database, 1, { first: 'success', second: 'queued', third: null, aside: 'running' })
    await database.kysely.updateTable('dag_run').set({ state: 'running' }).where('id', '=', run.id).execute()
    await markRun(run, 'failed')
    expect(await statesOf(database, run)).toEqual({
      first: 'success',
      second: 'skipped',
      third: 'skipped',
      aside: 'failed',
    })
    expect(await findDagRun(database.kysely, run)).toMatchObject({ state: 'failed' })
  })

  test('as queued changes the run alone', async () => {
    const { database } = current()
    const { run } = await failedRuns(database)
    expect(await markRun(run, 'queued')).toEqual([])
    expect(await statesOf(database, run)).toEqual(BROKEN)
    expect(await findDagRun(database.kysely, run)).toMatchObject({
      state: 'queued',
      startDateMs: null,
      endDateMs: null,
    })
  })

  test('refuses a run that does not exist', async () => {
    await expect(markRun({ dagId: 'nosuch', runId: 'nosuch' }, 'failed')).rejects.toThrow(/nosuch.*not found/)
  })
})

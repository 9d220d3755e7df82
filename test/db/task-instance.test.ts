import { beforeEach, expect, test } from 'vitest'
import {
  findTaskInstance,
  insertTaskInstances,
  listInstancesInState,
  listTaskInstances,
} from '../../runtime/db/task-instance.ts'
import { effectiveWeights } from '../../runtime/model/priority.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { graphOf } from '../model/fixtures/run-view.ts'
import { DAG_ID, insertRun } from './rows.ts'

const AT_MS = Date.UTC(2026, 0, 5)

describeOnEachDatabase('task instances', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('task_instance').execute()
    await db().deleteFrom('dag_run').execute()
  })

  const insert = async (
    graph: ReturnType<typeof graphOf>,
    given: { runType?: 'manual' | 'backfill'; taskIds?: readonly string[] } = {},
  ): Promise<void> => {
    const { runType = 'manual', ...tasks } = given
    const run = { dagId: DAG_ID, runId: 'r', runType, logicalDateMs: AT_MS, atMs: AT_MS }
    await insertTaskInstances(db(), run, { graph, weights: effectiveWeights(graph), ...tasks })
  }
  const taskIds = async (): Promise<string[]> =>
    (await listTaskInstances(db(), { dagId: DAG_ID, runId: 'r' })).map(one => one.taskId).sort()

  test('are made from their tasks, with effective weights', async () => {
    await insertRun(db(), 'r')
    await insert(graphOf('a > b', { a: { retries: 2, pool: 'p', poolSlots: 3, queue: 'q' }, b: { priorityWeight: 4 } }))
    expect(await findTaskInstance(db(), { dagId: DAG_ID, runId: 'r', taskId: 'a', mapIndex: -1 })).toEqual({
      dagId: DAG_ID,
      runId: 'r',
      taskId: 'a',
      mapIndex: -1,
      state: null,
      tryNumber: 0,
      maxTries: 2,
      startDateMs: null,
      endDateMs: null,
      jobId: null,
      queuedByJobId: null,
      token: null,
      hostname: '',
      pool: 'p',
      poolSlots: 3,
      priorityWeight: 5,
      queue: 'q',
    })
    expect(await findTaskInstance(db(), { dagId: DAG_ID, runId: 'r', taskId: 'x', mapIndex: -1 })).toBeNull()
  })

  test('of a big DAG are all made', async () => {
    await insertRun(db(), 'r')
    const ids = Array.from({ length: 250 }, (_, at) => `t${at}`)
    await insert(graphOf(ids.join()))
    expect(await taskIds()).toEqual([...ids].sort())
  })

  test('can be made for some tasks only', async () => {
    await insertRun(db(), 'r')
    await insert(graphOf('a, b, c'), { taskIds: ['b'] })
    expect(await taskIds()).toEqual(['b'])
    await insert(graphOf('a, b, c'), { taskIds: [] })
    expect(await taskIds()).toEqual(['b'])
  })

  const dated = graphOf('past, now, future', {
    past: { endDateMs: AT_MS - 1 },
    now: { startDateMs: AT_MS, endDateMs: AT_MS },
    future: { startDateMs: AT_MS + 1 },
  })

  test('are not made for tasks whose dates exclude the run', async () => {
    await insertRun(db(), 'r')
    await insert(dated)
    expect(await taskIds()).toEqual(['now'])
  })

  test('are made for all tasks by a backfill', async () => {
    await insertRun(db(), 'r')
    await insert(dated, { runType: 'backfill' })
    expect(await taskIds()).toEqual(['future', 'now', 'past'])
  })

  test('are listed by state, and by the job that runs them', async () => {
    await insertRun(db(), 'r')
    await insert(graphOf('a, b, c'))
    const set = (taskId: string, row: { state: 'running' | 'queued'; job_id?: number }) =>
      db().updateTable('task_instance').set(row).where('task_id', '=', taskId).execute()
    await set('a', { state: 'running', job_id: 1 })
    await set('b', { state: 'running', job_id: 2 })
    await set('c', { state: 'queued' })
    const ids = async (
      ...question: Parameters<typeof listInstancesInState> extends [unknown, ...infer Q] ? Q : never
    ) => (await listInstancesInState(db(), ...question)).map(one => one.taskId).sort()
    expect(await ids(['running'])).toEqual(['a', 'b'])
    expect(await ids(['running', 'queued'])).toEqual(['a', 'b', 'c'])
    expect(await ids(['running'], { jobId: 2 })).toEqual(['b'])
  })
})

import { beforeEach, expect, test } from 'vitest'
import { saveDag, setPaused } from '../../runtime/db/dag.ts'
import { hasScheduled, listCandidates, listOccupied, type Starved } from '../../runtime/db/queueing.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { dagSpec } from '../model/fixtures/dag-spec.ts'
import { DAG_ID, insertTaskInstances, type TaskInstanceRow } from './rows.ts'

const NOBODY: Starved = { pools: [], oversized: [], dagIds: [], tasks: [] }
const scheduled = (task_id: string, row: Partial<TaskInstanceRow> = {}): TaskInstanceRow => ({
  task_id,
  state: 'scheduled',
  priority_weight: 1,
  ...row,
})

describeOnEachDatabase('queueing', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    for (const table of ['task_instance', 'dag_run', 'dag'] as const) await db().deleteFrom(table).execute()
    const spec = { ...dagSpec([]), dagId: DAG_ID }
    await saveDag(db(), { spec, pausedAtCreation: false, nextRun: null, atMs: 1e12 })
  })

  const insert = async (runId: string, rows: readonly TaskInstanceRow[]): Promise<void> => {
    await insertTaskInstances(db(), runId, rows)
    await db().updateTable('dag_run').set({ state: 'running' }).where('run_id', '=', runId).execute()
  }
  const candidates = async (starved: Partial<Starved> = {}, limit = 100): Promise<string[]> =>
    (await listCandidates(db(), limit, { ...NOBODY, ...starved })).map(one => `${one.run.runId}.${one.instance.taskId}`)

  const leftOf = async (starved: Partial<Starved>): Promise<string[]> => (await candidates(starved)).sort()

  test('slots in use are those of queued and running task instances', async () => {
    await insert('r1', [
      { task_id: 'a', state: 'running', pool: 'p', pool_slots: 2 },
      { task_id: 'b', state: 'queued', pool: 'q', pool_slots: 1 },
      { task_id: 'c', state: 'scheduled' },
      { task_id: 'd', state: 'success' },
      { task_id: 'm', state: 'running', pool: 'p', pool_slots: 3, map_index: 0 },
      { task_id: 'm', state: 'running', pool: 'p', pool_slots: 3, map_index: 1 },
    ])
    const occupied = await listOccupied(db())
    const usage = [...occupied.usage].sort((a, b) => a.taskId.localeCompare(b.taskId))
    expect(usage).toEqual([
      { pool: 'p', dagId: DAG_ID, runId: 'r1', taskId: 'a', instances: 1, poolSlots: 2 },
      { pool: 'q', dagId: DAG_ID, runId: 'r1', taskId: 'b', instances: 1, poolSlots: 1 },
      { pool: 'p', dagId: DAG_ID, runId: 'r1', taskId: 'm', instances: 2, poolSlots: 6 },
    ])
    expect([occupied.hasScheduled, await hasScheduled(db())]).toEqual([true, true])
    await db().updateTable('task_instance').set({ state: 'success' }).execute()
    expect(await listOccupied(db())).toEqual({ usage: [], hasScheduled: false })
    expect(await hasScheduled(db())).toBe(false)
  })

  test('candidates come by weight, then by logical date', async () => {
    await insert('r1', [
      scheduled('light'),
      scheduled('heavy', { priority_weight: 9 }),
      { task_id: 'x', state: 'queued' },
    ])
    await insert('r2', [scheduled('light'), scheduled('heavy', { priority_weight: 9 }), { task_id: 'y', state: null }])
    expect(await candidates()).toEqual(['r1.heavy', 'r2.heavy', 'r1.light', 'r2.light'])
    expect(await candidates({}, 3)).toEqual(['r1.heavy', 'r2.heavy', 'r1.light'])
  })

  test('candidates carry their run', async () => {
    await insert('r1', [scheduled('a', { try_number: 2 })])
    const [candidate] = await listCandidates(db(), 1, NOBODY)
    expect(candidate?.run).toMatchObject({ dagId: DAG_ID, runId: 'r1', state: 'running' })
    expect(candidate?.instance).toMatchObject({ taskId: 'a', state: 'scheduled', tryNumber: 2 })
  })

  test('candidates are of running runs of unpaused DAGs', async () => {
    await insert('r1', [scheduled('a')])
    await insert('r2', [scheduled('a')])
    await db().updateTable('dag_run').set({ state: 'queued' }).where('run_id', '=', 'r2').execute()
    expect(await candidates()).toEqual(['r1.a'])
    await setPaused(db(), DAG_ID, true)
    expect(await candidates()).toEqual([])
  })

  test('candidates of what has no room are left out', async () => {
    await insert('r1', [scheduled('a', { pool: 'p', pool_slots: 2 }), scheduled('b', { pool: 'p' }), scheduled('c')])
    await insert('r2', [scheduled('a', { pool: 'p', pool_slots: 2 }), scheduled('c')])
    expect(await leftOf({ pools: ['p', 'q'] })).toEqual(['r1.c', 'r2.c'])
    expect(await leftOf({ oversized: [{ pool: 'p', poolSlots: 2 }] })).toEqual(['r1.b', 'r1.c', 'r2.c'])
    expect(await leftOf({ dagIds: [DAG_ID] })).toEqual([])
    expect(await leftOf({ tasks: [{ dagId: DAG_ID, taskId: 'a', runId: null }] })).toEqual(['r1.b', 'r1.c', 'r2.c'])
    expect(
      await leftOf({
        tasks: [
          { dagId: DAG_ID, taskId: 'a', runId: 'r2' },
          { dagId: 'other', taskId: 'c', runId: null },
        ],
      }),
    ).toEqual(['r1.a', 'r1.b', 'r1.c', 'r2.c'])
  })
})

import { beforeEach, describe, expect, test } from 'vitest'
import { saveDag, setPaused } from '../../runtime/db/dag.ts'
import {
  changeRunState,
  countRunningRuns,
  countUnfinishedRuns,
  findDagRun,
  findDagRunByDate,
  findNextRun,
  findPreviousRun,
  insertDagRun,
  lastRunStates,
  lastScheduledInterval,
  listQueuedRuns,
  listRunningRuns,
  type NewDagRun,
  setRunDagHash,
} from '../../runtime/db/dag-run.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { dagSpec } from '../model/fixtures/dag-spec.ts'

const DAY_MS = 86_400_000
const FIRST_MS = Date.UTC(2026, 0, 1)
const NOW_MS = Date.UTC(2026, 5, 1) + 0.25

describeOnEachDatabase('dag runs', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('dag_run').execute()
    await db().deleteFrom('dag').execute()
  })

  /** The run of the n-th day. */
  const insert = (day: number, given: Partial<NewDagRun> = {}): Promise<DagRun> =>
    insertDagRun(db(), {
      dagId: 'd',
      runId: `day ${day}`,
      state: 'queued',
      runType: 'scheduled',
      externalTrigger: false,
      logicalDateMs: FIRST_MS + day * DAY_MS,
      interval: { startMs: FIRST_MS + day * DAY_MS, endMs: FIRST_MS + (day + 1) * DAY_MS },
      conf: {},
      dagHash: 'h',
      creatingJobId: null,
      queuedAtMs: NOW_MS,
      ...given,
    })

  const saveDagRow = (dagId: string): Promise<void> =>
    saveDag(db(), { spec: { ...dagSpec([]), dagId }, pausedAtCreation: false, nextRun: null, atMs: NOW_MS })

  const ids = (runs: readonly { readonly runId: string }[]): string[] => runs.map(run => run.runId)

  test('come back as they were made', async () => {
    const conf = { text: 'ü', list: [1, null, { deep: true }] }
    const run = await insert(0, { conf, runType: 'manual', externalTrigger: true, creatingJobId: 7 })
    expect(run).toEqual({
      id: expect.any(Number),
      dagId: 'd',
      runId: 'day 0',
      state: 'queued',
      runType: 'manual',
      externalTrigger: true,
      logicalDateMs: FIRST_MS,
      dataIntervalStartMs: FIRST_MS,
      dataIntervalEndMs: FIRST_MS + DAY_MS,
      queuedAtMs: NOW_MS,
      startDateMs: null,
      endDateMs: null,
      conf,
      dagHash: 'h',
    })
    expect(await findDagRunByDate(db(), 'd', FIRST_MS)).toEqual(run)
    expect(await findDagRunByDate(db(), 'd', FIRST_MS + 1)).toBeNull()
    expect(await findDagRun(db(), { dagId: 'e', runId: 'day 0' })).toBeNull()
  })

  test('of one DAG have a run_id and a logical date of their own', async () => {
    await insert(0)
    await expect(insert(1, { runId: 'day 0' })).rejects.toThrow(
      'A Dag Run already exists for dag id d at 2026-01-01T00:00:00+00:00 with run id day 0',
    )
    await expect(insert(0, { runId: 'other' })).rejects.toThrow('A Dag Run already exists for dag id d')
    await insert(0, { dagId: 'e' })
  })

  describe('change their state', () => {
    test('with the dates that belong to it', async () => {
      const run = await insert(0)
      await changeRunState(db(), run, { from: ['queued'], to: 'running', atMs: NOW_MS + 1 })
      expect(await findDagRun(db(), run)).toMatchObject({ state: 'running', startDateMs: NOW_MS + 1, endDateMs: null })
      await changeRunState(db(), run, { from: ['running'], to: 'failed', atMs: NOW_MS + 2 })
      const ended = { state: 'failed', startDateMs: NOW_MS + 1, endDateMs: NOW_MS + 2 }
      expect(await findDagRun(db(), run)).toMatchObject(ended)
      await changeRunState(db(), run, { from: ['failed'], to: 'queued', atMs: NOW_MS + 3 })
      const queued = { state: 'queued', queuedAtMs: NOW_MS + 3, startDateMs: null, endDateMs: null }
      expect(await findDagRun(db(), run)).toMatchObject(queued)
    })

    test('only from the states that were named', async () => {
      const run = await insert(0)
      const change = { from: ['running', 'failed'], to: 'success', atMs: NOW_MS } as const
      expect(await changeRunState(db(), run, change)).toBe(false)
      expect((await findDagRun(db(), run))?.state).toBe('queued')
      expect(await changeRunState(db(), run, { ...change, from: ['queued'] })).toBe(true)
    })

    test('and their version of the DAG', async () => {
      const run = await insert(0)
      await setRunDagHash(db(), run, 'newer')
      expect((await findDagRun(db(), run))?.dagHash).toBe('newer')
    })
  })

  test('are counted by DAG', async () => {
    for (const [day, state] of (['queued', 'running', 'running', 'success', 'failed'] as const).entries())
      await insert(day, { state })
    await insert(0, { dagId: 'e', state: 'running' })
    expect(await countRunningRuns(db(), ['d', 'nobody'])).toEqual(new Map([['d', 2]]))
    expect(await countRunningRuns(db(), [])).toEqual(new Map())
    expect(await countUnfinishedRuns(db(), 'd')).toBe(3)
    expect(await countUnfinishedRuns(db(), 'nobody')).toBe(0)
  })

  test('that run or wait are listed oldest first, but not of DAGs that are gone or, to start, paused', async () => {
    for (const dagId of ['d', 'paused', 'gone']) await saveDagRow(dagId)
    await setPaused(db(), 'paused', true)
    await db().updateTable('dag').set({ is_active: 0 }).where('dag_id', '=', 'gone').execute()
    for (const dagId of ['d', 'paused', 'gone'])
      for (const [day, state] of (['running', 'queued', 'success', 'queued', 'running'] as const).entries())
        await insert(9 - day, { dagId, state, runId: `${dagId} ${9 - day}` })
    expect(ids(await listRunningRuns(db()))).toEqual(['d 5', 'paused 5', 'd 9', 'paused 9'])
    expect(ids(await listQueuedRuns(db()))).toEqual(['d 6', 'd 8'])
  })

  describe('follow each other', () => {
    test('by logical date, in their DAG', async () => {
      const [first, second] = [await insert(1), await insert(2, { runType: 'manual' })]
      const third = await insert(3)
      await insert(0, { dagId: 'e' })
      expect((await findPreviousRun(db(), third, false))?.runId).toBe('day 2')
      expect((await findPreviousRun(db(), third, true))?.runId).toBe('day 1')
      expect(await findPreviousRun(db(), first, false)).toBeNull()
      expect((await findNextRun(db(), first, false))?.runId).toBe('day 2')
      expect((await findNextRun(db(), first, true))?.runId).toBe('day 3')
      expect((await findNextRun(db(), second, false))?.runId).toBe('day 3')
      expect(await findNextRun(db(), third, false)).toBeNull()
    })

    test('and the last states are those of finished runs, newest first', async () => {
      for (const [day, state] of (['success', 'failed', 'running', 'failed', 'queued'] as const).entries())
        await insert(day, { state })
      expect(await lastRunStates(db(), 'd', 2)).toEqual(['failed', 'failed'])
      expect(await lastRunStates(db(), 'd', 9)).toEqual(['failed', 'failed', 'success'])
    })
  })

  test('the last scheduled interval is that of the newest run which nobody made by hand', async () => {
    expect(await lastScheduledInterval(db(), 'd')).toBeNull()
    await insert(1)
    await insert(3, { runType: 'backfill' })
    await insert(2)
    await insert(4, { runType: 'manual' })
    expect(await lastScheduledInterval(db(), 'd')).toEqual({
      startMs: FIRST_MS + 3 * DAY_MS,
      endMs: FIRST_MS + 4 * DAY_MS,
    })
  })
})

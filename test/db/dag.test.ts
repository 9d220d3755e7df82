import { beforeEach, describe, expect, test } from 'vitest'
import {
  deactivateDags,
  findDagModel,
  flagImportErrors,
  holdNextRun,
  listDagModels,
  listHeldDags,
  lockDueDags,
  nextDueMs,
  saveDag,
  setNextRun,
  setPaused,
} from '../../runtime/db/dag.ts'
import type { DagSpec } from '../../runtime/model/dag.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { dagSpec, taskSpec } from '../model/fixtures/dag-spec.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 12)
const HOUR_MS = 3_600_000

const due = (inMs: number) => ({
  logicalDateMs: NOW_MS + inMs - HOUR_MS,
  interval: { startMs: NOW_MS + inMs - HOUR_MS, endMs: NOW_MS + inMs },
  createAfterMs: NOW_MS + inMs,
})

describeOnEachDatabase('the dag table', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('dag').execute()
  })

  const save = (dagId: string, given: Partial<DagSpec> = {}, inMs: number | null = null): Promise<void> =>
    saveDag(db(), {
      spec: { ...dagSpec([taskSpec('a')]), dagId, ...given },
      pausedAtCreation: false,
      nextRun: inMs === null ? null : due(inMs),
      atMs: NOW_MS,
    })

  test('keeps what a DAG file says', async () => {
    const tasks = [taskSpec('a', { owner: 'zoe' }), taskSpec('b', { owner: 'ann' }), taskSpec('c', { owner: 'zoe' })]
    await save('d', { tasks, maxActiveRuns: 3, maxActiveTasks: 4, tags: ['x', 'y'] }, 0)
    expect(await findDagModel(db(), 'd')).toEqual({
      dagId: 'd',
      isPaused: false,
      isActive: true,
      fileloc: '/dags/dag.ts',
      owners: ['ann', 'zoe'],
      maxActiveTasks: 4,
      maxActiveRuns: 3,
      maxConsecutiveFailedDagRuns: 0,
      hasImportErrors: false,
      lastParsedMs: NOW_MS,
      nextRun: due(0),
    })
    expect(await findDagModel(db(), 'nobody')).toBeNull()
  })

  test('has the tags of the last version of the file', async () => {
    await save('d', { tags: ['old', 'both'] })
    await save('d', { tags: ['both', 'new'] })
    const tags = await db().selectFrom('dag_tag').select('name').where('dag_id', '=', 'd').execute()
    expect(tags.map(row => row.name).sort()).toEqual(['both', 'new'])
  })

  test('is paused at its first sight as configured, or as its file says, and later as the user says', async () => {
    await save('by_file', { isPausedUponCreation: true })
    await save('by_user')
    await setPaused(db(), 'by_file', false)
    await setPaused(db(), 'by_user', true)
    await save('by_file', { isPausedUponCreation: true })
    await save('by_user')
    expect((await findDagModel(db(), 'by_file'))?.isPaused).toBe(false)
    expect((await findDagModel(db(), 'by_user'))?.isPaused).toBe(true)
    expect(await setPaused(db(), 'by_user', true)).toBe(true)
    expect(await setPaused(db(), 'nobody', true)).toBe(false)
  })

  test('a DAG whose file is gone is hidden, and comes back with it', async () => {
    await save('d', {}, -1)
    await save('e', {}, -1)
    await deactivateDags(db(), ['d'])
    await deactivateDags(db(), [])
    const ids = async (active: boolean) => (await listDagModels(db(), { active })).map(dag => dag.dagId)
    expect(await ids(true)).toEqual(['e'])
    expect(await ids(false)).toEqual(['d', 'e'])
    expect((await lockDueDags(db(), NOW_MS, 10)).map(dag => dag.dagId)).toEqual(['e'])
    await save('d')
    expect(await ids(true)).toEqual(['d', 'e'])
  })

  describe('what is due', () => {
    const dueIds = async (limit = 10) => (await lockDueDags(db(), NOW_MS, limit)).map(dag => dag.dagId)

    test('is the longest due first, up to a limit', async () => {
      for (const [dagId, inMs] of [
        ['now', 0],
        ['before', -5],
        ['long', -HOUR_MS],
        ['soon', 1],
      ] as const)
        await save(dagId, {}, inMs)
      await save('never')
      expect(await dueIds()).toEqual(['long', 'before', 'now'])
      expect(await dueIds(2)).toEqual(['long', 'before'])
    })

    test('leaves out paused DAGs and those of a file that does not load', async () => {
      await save('paused', {}, -3)
      await save('broken', { fileloc: '/dags/broken.ts' }, -2)
      await save('sound', {}, 7)
      await setPaused(db(), 'paused', true)
      await flagImportErrors(db(), '/dags/broken.ts', true)
      expect(await dueIds()).toEqual([])
      expect(await nextDueMs(db())).toBe(NOW_MS + 7)
      await flagImportErrors(db(), '/dags/broken.ts', false)
      expect(await dueIds()).toEqual(['broken'])
      expect(await nextDueMs(db())).toBe(NOW_MS - 2)
    })

    test('is nothing of a DAG that is held, until its next run is planned again', async () => {
      await save('d', {}, -1)
      await save('no_next')
      await holdNextRun(db(), 'd')
      expect(await dueIds()).toEqual([])
      expect(await nextDueMs(db())).toBeNull()
      expect(await listHeldDags(db())).toEqual(['d'])
      await setNextRun(db(), 'd', due(-1))
      expect(await listHeldDags(db())).toEqual([])
      expect(await dueIds()).toEqual(['d'])
      await setNextRun(db(), 'd', null)
      expect(await listHeldDags(db())).toEqual([])
      expect(await dueIds()).toEqual([])
    })
  })
})

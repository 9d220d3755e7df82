import { beforeAll, expect, test } from 'vitest'
import { type Dataset, findDataset } from '../../../runtime/db/dataset.ts'
import { createDatasetEvent } from '../../../runtime/db/dataset-event.ts'
import { saveDagRunNote, saveTaskInstanceNote } from '../../../runtime/db/note.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { storeDataset } from '../../db/stored-datasets.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { ask, NOW_MS, useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'

describeOnEachDatabase('the panel of a run', current => {
  const webserver = useWebserver(current)
  let runs: DagRun[]
  beforeAll(async () => {
    const { database } = current()
    const dag = await storeSpec(database, chainDag('one'))
    runs = await storeRuns(database, dag, [{ first: 'success' }, { first: 'success', second: 'failed' }, {}])
    const note = { content: 'late again', userId: null, atMs: NOW_MS }
    await saveDagRunNote(database.kysely, runs[1]?.id as number, note)
    const noted = { ...(runs[1] as DagRun), taskId: 'second', mapIndex: -1 }
    await saveTaskInstanceNote(database.kysely, noted, note)
    await saveTaskInstanceNote(database.kysely, { ...noted, taskId: 'third' }, { ...note, content: '' })
  })

  const panelOf = (run: number, as?: string) =>
    askPage(webserver(), `/dags/one/runs/${encodeURIComponent(runs[run]?.runId ?? 'nosuch')}`, as)

  test('has its facts, its task instances counted, and the runs beside it', async () => {
    expect(await panelOf(1)).toMatchObject({
      status: 200,
      state: 'failed',
      runType: 'scheduled',
      isExternalTrigger: false,
      logicalDateMs: FIRST_DAY_MS + DAY_MS,
      intervalStartMs: FIRST_DAY_MS + DAY_MS,
      intervalEndMs: FIRST_DAY_MS + 2 * DAY_MS,
      queuedMs: NOW_MS,
      note: 'late again',
      isOfCurrentDag: true,
      tasks: { success: 1, failed: 1, none: 2 },
      datasetEvents: [],
      neighbours: { previousRunId: runs[0]?.runId, nextRunId: runs[2]?.runId },
    })
    expect((await panelOf(0)).neighbours.previousRunId).toBeNull()
    expect((await panelOf(2)).neighbours.nextRunId).toBeNull()
  })

  test('names the changes of datasets that led to it, the oldest first, as the API does', async () => {
    const db = current().database.kysely
    await storeDataset(db, 's3://lake/orders', { producers: [], consumers: ['one'] })
    const dataset = (await findDataset(db, 's3://lake/orders')) as Dataset
    const led = []
    for (const minute of [1, 2]) {
      const event = await createDatasetEvent(db, dataset, { extra: {}, atMs: NOW_MS - minute * 60_000 })
      led.unshift({ id: event.id, uri: 's3://lake/orders', atMs: event.timestampMs, sourceDagId: null })
      await db
        .insertInto('dagrun_dataset_event')
        .values({ dag_run_id: runs[2]?.id as number, event_id: event.id })
        .execute()
    }
    await createDatasetEvent(db, dataset, { extra: {}, atMs: NOW_MS })
    expect((await panelOf(2)).datasetEvents).toMatchObject(led)
    const path = `/dags/one/dagRuns/${encodeURIComponent(runs[2]?.runId as string)}/upstreamDatasetEvents`
    expect((await ask(webserver(), `GET ${path}`)).body).toMatchObject({
      total_entries: 2,
      dataset_events: led.map(({ id }) => ({ id })),
    })
  })

  test('says where the grid has notes; an empty one is none', async () => {
    const { runs: listed } = await askPage(webserver(), '/dags/one/grid')
    expect(listed.map((run: { hasNote: boolean }) => run.hasNote)).toEqual([false, true, false])
    expect(listed.map((run: { notedTaskIds: string[] }) => run.notedTaskIds)).toEqual([[], ['second'], []])
  })

  test('is for those who may read runs, and only where there is one', async () => {
    expect((await panelOf(1, 'public')).status).toBe(403)
    expect(await panelOf(7)).toMatchObject({ status: 404, title: expect.stringContaining('nosuch') })
  })
})

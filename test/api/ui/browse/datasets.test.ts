import { beforeAll, expect, test } from 'vitest'
import { findDataset } from '../../../../runtime/db/dataset.ts'
import { createDatasetEvent } from '../../../../runtime/db/dataset-event.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { storeDataset } from '../../../db/stored-datasets.ts'
import { chainDag, NOW_MS, storeSpec } from '../../../db/stored-runs.ts'
import { useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createReader } from '../reader.ts'

const ORDERS = 's3://lake/orders'
const OTHERS = 's3://lake/Others'

describeOnEachDatabase('the datasets of the web app', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    const db = database.kysely
    for (const dagId of ['maker', 'report', 'secret']) await storeSpec(database, chainDag(dagId))
    await storeDataset(db, ORDERS, { producers: [['maker', 'first']], consumers: ['report', 'secret'] })
    await storeDataset(db, OTHERS, { producers: [], consumers: ['secret'] })
    const dataset = await findDataset(db, ORDERS)
    if (dataset === null) throw new Error('no dataset')
    for (const minute of [2, 1])
      await createDatasetEvent(db, dataset, { extra: { minute }, atMs: NOW_MS - minute * 60_000 })
    await db
      .updateTable('dataset_event')
      .set({ source_dag_id: 'secret', source_task_id: 't', source_run_id: 'r' })
      .where('extra', '=', '{"minute":2}')
      .execute()
    await createReader(webserver(), 'Datasets', 'DAG:report')
  })

  test('are listed with who produces them and who waits for them', async () => {
    const { datasets, total } = await askPage(webserver(), '/datasets?order_by=-uri')
    expect(total).toBe(2)
    expect(datasets[0]).toEqual({
      id: expect.any(Number),
      uri: ORDERS,
      events: 2,
      lastEventMs: NOW_MS - 60_000,
      producers: [{ dagId: 'maker', taskId: 'first' }],
      consumers: [
        { dagId: 'report', queuedMs: expect.any(Number) },
        { dagId: 'secret', queuedMs: expect.any(Number) },
      ],
    })
    expect(datasets[1]).toMatchObject({ uri: OTHERS, events: 0, lastEventMs: null })
    expect(datasets[1].consumers).toEqual([{ dagId: 'secret', queuedMs: null }])
    expect((await askPage(webserver(), '/datasets?search=OTHER')).total).toBe(1)
  })

  test('tell what changed them, the newest first', async () => {
    const { events, total } = await askPage(webserver(), `/dataset-events?uri=${ORDERS}`)
    expect(total).toBe(2)
    expect(events.map((one: { extra: object; dagId: string | null }) => [one.extra, one.dagId])).toEqual([
      [{ minute: 1 }, null],
      [{ minute: 2 }, 'secret'],
    ])
    expect((await askPage(webserver(), '/dataset-events?uri=s3://no')).detail).toBe('There is no dataset "s3://no"')
  })

  test('show to who may read one DAG what belongs to that DAG', async () => {
    const { datasets, total } = await askPage(webserver(), '/datasets', 'reader')
    expect([total, datasets[0].uri, datasets[0].producers]).toEqual([1, ORDERS, []])
    expect(datasets[0].consumers.map((one: { dagId: string }) => one.dagId)).toEqual(['report'])
    const { events } = await askPage(webserver(), `/dataset-events?uri=${ORDERS}`, 'reader')
    expect(events.map((one: { extra: object }) => one.extra)).toEqual([{ minute: 1 }])
    expect((await askPage(webserver(), `/dataset-events?uri=${OTHERS}`, 'reader')).status).toBe(404)
    expect((await askPage(webserver(), '/datasets', 'public')).status).toBe(403)
  })
})

import { beforeAll, expect, test } from 'vitest'
import { databaseTimeMs, type NodeReport, saveNode } from '../../../../runtime/db/node.ts'
import { hostName } from '../../../../runtime/service/host-name.ts'
import { node, worker } from '../../../cluster/nodes.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../../db/stored-runs.ts'
import { useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createOneDagReader } from '../reader.ts'

describeOnEachDatabase('the cluster page', current => {
  const webserver = useWebserver(current)
  let nowMs: number
  const report = (one: NodeReport) => saveNode(current().database.kysely, one)
  beforeAll(async () => {
    const { database } = current()
    nowMs = await databaseTimeMs(database.kysely)
    const drained = { nodeName: 'celery@two', slots: 8, queues: [], ownQueues: ['default'] }
    await report(node({ latestHeartbeatMs: nowMs, startMs: nowMs - 60_000 }))
    await report(worker('two', { latestHeartbeatMs: nowMs, version: '0.9', worker: drained }))
    await report(worker('three', { latestHeartbeatMs: nowMs - 60_000 }))
    await storeRuns(database, await storeSpec(database, chainDag('one')), [{ first: 'running', second: 'running' }])
    await database.kysely.updateTable('task_instance').set({ hostname: 'two', pid: 100 }).execute()
    await createOneDagReader(webserver(), 'one')
  })

  test('has every process with what it reports and runs', async () => {
    const { nodes } = await askPage(webserver(), '/cluster')
    expect(nodes).toMatchObject([
      { hostname: 'one', role: 'scheduler', worker: null, running: 0, slots: 32, isSilent: false },
      { hostname: 'three', worker: { name: 'celery@three', state: 'taking' }, isSilent: true },
      { hostname: 'two', running: 2, slots: 8, worker: { name: 'celery@two', state: 'draining', queues: [] } },
    ])
    expect(nodes[0]).toMatchObject({
      version: '1.0.0',
      pid: 100,
      load: [0.5, 0.25, 0.125],
      memoryProcessMb: 90,
      cpus: 2,
    })
    expect(nodes[2].worker.ownQueues).toEqual(['default'])
  })

  test('says where the living ones differ, and what to do about it', async () => {
    const { nodes, differences } = await askPage(webserver(), '/cluster')
    expect(nodes.map((one: { differs: string[] }) => one.differs)).toEqual([['version'], [], ['version']])
    expect(differences).toEqual([
      {
        what: 'version',
        nodes: '0.9 on worker celery@two; 1.0.0 on scheduler@one',
        advice: expect.stringContaining('Deploy the same release'),
      },
    ])
  })

  test('has no broker and no queues without the CeleryExecutor', async () => {
    expect(await askPage(webserver(), '/cluster')).toMatchObject({
      broker: null,
      queues: [],
      executor: 'LocalExecutor',
    })
  })

  test('leads to a flower that reports, on the host as the browser knows it', async () => {
    expect((await askPage(webserver(), '/cluster')).flowerUrl).toBeNull()
    await report(node({ role: 'flower', hostname: 'watch', latestHeartbeatMs: nowMs }))
    expect((await askPage(webserver(), '/cluster')).flowerUrl).toBe('http://watch:5555/')
    await report(node({ role: 'flower', hostname: hostName(), latestHeartbeatMs: nowMs - 60_000 }))
    expect((await askPage(webserver(), '/cluster')).flowerUrl).toBe('http://watch:5555/')
  })

  test('is for those who may read the cluster', async () => {
    expect((await askPage(webserver(), '/cluster', 'reader')).status).toBe(403)
    expect((await askPage(webserver(), '/cluster', 'public')).status).toBe(403)
  })
})

describeOnEachDatabase('a configured flower', current => {
  const env = { AIRFLOW__SLIPSTREAM__FLOWER_URL: 'https://flower.example.com/' }
  const webserver = useWebserver(current, env)
  test('is where the link leads', async () => {
    expect((await askPage(webserver(), '/cluster')).flowerUrl).toBe('https://flower.example.com/')
  })
})

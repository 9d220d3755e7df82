import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NodeReporter } from '../../runtime/cluster/node-reporter.ts'
import { NodeWatch } from '../../runtime/cluster/node-watch.ts'
import { databaseTimeMs, listNodes, saveNode } from '../../runtime/db/node.ts'
import { hostName } from '../../runtime/service/host-name.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'
import { node } from './nodes.ts'

let home: ScratchHome
beforeEach(async () => {
  home = await openScratchHome({ dags: { 'a.ts': 'export {}' } })
})
afterEach(() => home[Symbol.asyncDispose]())

const db = () => home.database.kysely
const reporter = (clock = Date.now) => new NodeReporter({ ...home, clock, role: 'scheduler', version: '1.0.0' })

async function report(own: Parameters<typeof node>[0]): Promise<void> {
  await saveNode(db(), node({ latestHeartbeatMs: await databaseTimeMs(db()), ...own }))
}

describe('A reporter', () => {
  test('says who and what runs here', async () => {
    await reporter().report()
    expect(await listNodes(db())).toMatchObject([
      {
        hostname: hostName(),
        role: 'scheduler',
        pid: process.pid,
        version: '1.0.0',
        worker: null,
        dagsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        configHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
    const [found] = await listNodes(db())
    expect(Math.abs(found?.clockOffsetMs ?? 9e9)).toBeLessThan(500)
    expect(found?.memoryProcessMb).toBeGreaterThan(10)
  })

  test('measures how far its clock is from the one of the database', async () => {
    await reporter(() => Date.now() - 90_000).report()
    const [found] = await listNodes(db())
    expect(Math.abs((found?.clockOffsetMs ?? 0) + 90_000)).toBeLessThan(500)
    expect(found?.ageMs).toBeLessThan(5000)
  })

  test('shows what a worker runs at the time, and takes its row away at the end', async () => {
    const stop = new AbortController()
    const own = reporter()
    own.describeWorker(() => ({ nodeName: 'celery@x', slots: 3, queues: ['default'], ownQueues: ['default'] }))
    const running = own.run(stop.signal)
    const found = await eventually(async () => (await listNodes(db()))[0] ?? null, { withinMs: 5000, what: 'a report' })
    expect(found.worker).toEqual({ nodeName: 'celery@x', slots: 3, queues: ['default'], ownQueues: ['default'] })
    stop.abort()
    await running
    expect(await listNodes(db())).toEqual([])
  })

  test('outlives a database that fails', async () => {
    await db().schema.dropTable('slipstream_node').execute()
    const stop = new AbortController()
    const running = reporter().run(stop.signal)
    await eventually(async () => home.lines.find(line => line.includes('The report of this node failed')) ?? null, {
      withinMs: 5000,
      what: 'the failure',
    })
    stop.abort()
    await running
  })
})

describe('The watch', () => {
  const warnings = () => home.lines.filter(line => line.includes('WARNING'))

  test('says a difference that two looks see, once, and that it is over', async () => {
    const watch = new NodeWatch(home)
    await report({})
    await report({ hostname: 'two', version: '2.0.0' })
    await watch.look()
    expect(warnings()).toEqual([])
    for (let looks = 0; looks < 3; looks += 1) await watch.look()
    expect(warnings()).toEqual([
      expect.stringContaining(
        'Nodes differ in version: 1.0.0 on scheduler@one; 2.0.0 on scheduler@two. Deploy the same release',
      ),
    ])
    await report({ hostname: 'two' })
    await watch.look()
    await watch.look()
    expect(home.lines.filter(line => line.includes('All nodes agree again'))).toHaveLength(1)
    await report({ hostname: 'two', version: '3.0.0' })
    await watch.look()
    await watch.look()
    expect(warnings()).toHaveLength(2)
  })

  test('passes over nodes that have not reported for some time, and forgets them in the end', async () => {
    const watch = new NodeWatch(home)
    const nowMs = await databaseTimeMs(db())
    await report({})
    await report({ hostname: 'gone', version: '0.1', latestHeartbeatMs: nowMs - 120_000 })
    await report({ hostname: 'forgotten', version: '0.2', latestHeartbeatMs: nowMs - 3_700_000 })
    for (let looks = 0; looks < 3; looks += 1) await watch.look()
    expect(warnings()).toEqual([])
    expect((await listNodes(db())).map(({ hostname }) => hostname)).toEqual(['gone', 'one'])
  })

  test('says which clock is off, by how much, and what to do', async () => {
    const watch = new NodeWatch(home)
    await report({ clockOffsetMs: -3200 })
    await watch.look()
    await report({ clockOffsetMs: -3250 })
    await watch.look()
    await watch.look()
    expect(warnings()).toEqual([expect.stringContaining("The clock of one is 3.3 s behind the database's")])
  })
})

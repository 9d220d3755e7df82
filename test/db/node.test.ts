import { expect, test } from 'vitest'
import { databaseTimeMs, deleteNode, deleteSilentNodes, listNodes, saveNode } from '../../runtime/db/node.ts'
import { node, worker } from '../cluster/nodes.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('nodes', current => {
  const db = () => current().database.kysely
  const listed = async () => (await listNodes(db())).map(({ ageMs: _, ...report }) => report)

  test('are kept as they last reported', async () => {
    const one = node()
    const two = worker('two', { dagsHash: null, clockOffsetMs: -1500.5 })
    for (const report of [one, { ...two, version: '0.9' }, two]) await saveNode(db(), report)
    expect(await listed()).toEqual([one, two])
  })

  test('are as old as their last report by the clock of the database', async () => {
    const latestHeartbeatMs = (await databaseTimeMs(db())) - 60_000
    await saveNode(db(), node({ latestHeartbeatMs }))
    const found = await listNodes(db())
    expect(found[0]?.ageMs).toBeGreaterThan(59_990)
    expect(found[0]?.ageMs).toBeLessThan(90_000)
  })

  test('are forgotten when they end, or have been silent for long', async () => {
    await saveNode(db(), node({ pid: 200, latestHeartbeatMs: 1_790_000_000_000 }))
    await deleteNode(db(), { hostname: 'one', role: 'scheduler', pid: 100 })
    expect((await listed()).map(({ pid, hostname }) => [hostname, pid])).toEqual([
      ['one', 200],
      ['two', 100],
    ])
    expect(await deleteSilentNodes(db(), 1_790_000_010_000)).toBe(1)
    expect((await listed()).map(({ hostname }) => hostname)).toEqual(['two'])
  })

  test('the time of the database is about the time here', async () => {
    expect(Math.abs((await databaseTimeMs(db())) - Date.now())).toBeLessThan(2000)
  })
})

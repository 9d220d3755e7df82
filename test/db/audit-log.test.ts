import { expect, test } from 'vitest'
import { countAuditEvents, insertAuditEvent, listAuditEvents } from '../../runtime/db/audit-log.ts'
import { describeOnEachDatabase } from '../databases.ts'

const AT_MS = Date.UTC(2026, 10, 24, 12, 0, 0, 5)

describeOnEachDatabase('the audit log', current => {
  const db = () => current().database.kysely
  const eventsOf = async (filter: object) =>
    (await listAuditEvents(db(), { limit: 10, ...filter })).map(({ event }) => event)

  test('tells all of an event', async () => {
    const event = {
      event: 'clear',
      dagId: 'd',
      taskId: 't',
      runId: 'r',
      mapIndex: -1,
      tryNumber: 2,
      logicalDateMs: AT_MS,
      owner: 'anna',
      ownerDisplayName: 'Anna Ähre',
      extra: '{"only_failed": true}',
    }
    await insertAuditEvent(db(), event, AT_MS)
    expect(await listAuditEvents(db(), { limit: 1 })).toEqual([{ ...event, id: expect.any(Number), atMs: AT_MS }])
  })

  test('needs no more than the name of the event', async () => {
    await insertAuditEvent(db(), { event: 'cli_scheduler' }, AT_MS)
    const [event] = await listAuditEvents(db(), { limit: 1 })
    expect(event).toMatchObject({ event: 'cli_scheduler', dagId: null, mapIndex: null, logicalDateMs: null })
  })

  test('is listed from the newest, page by page', async () => {
    await insertAuditEvent(db(), { event: 'trigger', dagId: 'e', owner: 'otto' }, AT_MS)
    expect(await eventsOf({ limit: 2 })).toEqual(['trigger', 'cli_scheduler'])
    expect(await eventsOf({ limit: 2, offset: 2 })).toEqual(['clear'])
  })

  test.each([
    [{ dagId: 'd' }, ['clear']],
    [{ dagId: 'd', taskId: 't', runId: 'r' }, ['clear']],
    [{ owner: 'otto' }, ['trigger']],
    [{ event: 'cli_scheduler' }, ['cli_scheduler']],
    [{ dagId: 'd', owner: 'otto' }, []],
  ])('is filtered by %j', async (filter, expected) => {
    expect(await eventsOf(filter)).toEqual(expected)
    expect(await countAuditEvents(db(), { limit: 1, ...filter })).toBe(expected.length)
  })
})

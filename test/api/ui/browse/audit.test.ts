import { beforeAll, expect, test } from 'vitest'
import { insertAuditEvent, listAuditEvents } from '../../../../runtime/db/audit-log.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, NOW_MS, storeSpec } from '../../../db/stored-runs.ts'
import { ask, useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createReader } from '../reader.ts'

const EVENTS = [
  { event: 'cli_scheduler', owner: 'root', extra: '{"host_name": "node1"}' },
  { event: 'api.patch_dag', owner: 'ann', dagId: 'mine' },
  { event: 'api.post_clear_task_instances', owner: 'bob', dagId: 'mine', taskId: 'first', runId: 'r_1' },
  { event: 'api.patch_dag', owner: 'bob', dagId: 'theirs', extra: '{"after": {"is_paused": true}}' },
  { event: 'api.post_variables', owner: 'ann', extra: '{"key": "token"}' },
]

describeOnEachDatabase('the audit log of the web app', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    for (const dagId of ['mine', 'theirs']) await storeSpec(database, chainDag(dagId))
    for (const [minute, event] of EVENTS.entries())
      await insertAuditEvent(database.kysely, event, NOW_MS - (10 - minute) * 60_000)
    await createReader(webserver(), 'Audit Logs', 'DAG:mine')
  })

  // What made the reader stands in the log too.
  const namesOf = async (query: string, as = 'admin'): Promise<string[]> => {
    const { events } = await askPage(webserver(), `/audit?without=_role&${query}`, as)
    return events
      .map(({ event, dagId }: { event: string; dagId: string | null }) => `${event} ${dagId}`)
      .filter((name: string) => !name.startsWith('api.post_user'))
  }

  test.each([
    ['order_by=dttm&limit=2', ['cli_scheduler null', 'api.patch_dag mine']],
    ['event=PATCH', ['api.patch_dag theirs', 'api.patch_dag mine']],
    ['dag_id=mine', ['api.post_clear_task_instances mine', 'api.patch_dag mine']],
    ['dag=min&task=fir&run=r_', ['api.post_clear_task_instances mine']],
    ['run=r%25', []],
    ['owner=BOB', ['api.patch_dag theirs', 'api.post_clear_task_instances mine']],
    ['search=paused', ['api.patch_dag theirs']],
    ['search=node1', ['cli_scheduler null']],
    [`to=${new Date(NOW_MS - 9 * 60_000).toISOString()}`, ['api.patch_dag mine', 'cli_scheduler null']],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected)
  })

  test('leaves out the events that nobody wants to see', async () => {
    const { events } = await askPage(webserver(), '/audit?without=api.', 'admin')
    expect(events.map(({ event }: { event: string }) => event)).toEqual(['cli_scheduler'])
  })

  test('shows to who may read one DAG what was done with that DAG, and nothing else', async () => {
    const mine = ['api.post_clear_task_instances mine', 'api.patch_dag mine']
    expect(await namesOf('', 'reader')).toEqual(mine)
    expect(await namesOf('dag_id=theirs', 'reader')).toEqual([])
    const { body } = await ask(webserver(), 'GET /eventLogs', { as: 'reader' })
    expect([body.total_entries, body.event_logs.map((one: { dag_id: string }) => one.dag_id)]).toEqual([
      2,
      ['mine', 'mine'],
    ])
    expect((await ask(webserver(), 'GET /eventLogs?dag_id=theirs', { as: 'reader' })).body.total_entries).toBe(0)
    const events = await listAuditEvents(current().database.kysely, { limit: 100 })
    for (const { id, dagId } of events) {
      const { status } = await ask(webserver(), `GET /eventLogs/${id}`, { as: 'reader' })
      expect([dagId, status]).toEqual([dagId, dagId === 'mine' ? 200 : 404])
    }
  })

  test('is for those who may read it, and refuses what it does not know', async () => {
    expect((await askPage(webserver(), '/audit', 'viewer')).status).toBe(403)
    expect((await askPage(webserver(), '/audit?order_by=password', 'admin')).detail).toContain('disallowed')
  })
})

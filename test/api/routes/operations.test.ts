import { beforeAll, describe, expect, test } from 'vitest'
import { insertAuditEvent } from '../../../runtime/db/audit-log.ts'
import { saveImportError } from '../../../runtime/db/import-error.ts'
import { Dag } from '../../../runtime/sdk/index.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { ask, NOW_MS, storeDag, storeRun, useWebserver } from '../webserver.ts'

describeOnEachDatabase('the routes of operations', current => {
  const webserver = useWebserver(current)

  describe('import errors', () => {
    beforeAll(async () => {
      for (const name of ['b', 'a', 'c'])
        await saveImportError(current().database.kysely, {
          filename: `/dags/${name}.ts`,
          stacktrace: 'Oh',
          atMs: NOW_MS,
        })
    })

    test('are listed, ordered and paged', async () => {
      const { body } = await ask(webserver(), 'GET /importErrors?order_by=-filename&limit=1', { as: 'viewer' })
      expect(body).toEqual({
        import_errors: [
          {
            import_error_id: expect.any(Number),
            timestamp: '2026-11-24T12:00:00+00:00',
            filename: '/dags/c.ts',
            stack_trace: 'Oh',
          },
        ],
        total_entries: 3,
      })
    })

    test('are found by their id', async () => {
      const { body: list } = await ask(webserver(), 'GET /importErrors')
      const [first] = list.import_errors
      expect((await ask(webserver(), `GET /importErrors/${first.import_error_id}`)).body).toEqual(first)
      const { status, body } = await ask(webserver(), 'GET /importErrors/999')
      expect([status, body.title]).toEqual([404, 'Import error not found'])
    })
  })

  test('dagStats count runs by state', async () => {
    const dag = new Dag('counted', { schedule: null })
    dag.bash('say', { command: 'true' })
    await storeRun(current(), await storeDag(current(), dag), NOW_MS)
    const { body } = await ask(webserver(), 'GET /dagStats?dag_ids=counted,nosuch')
    expect(body).toEqual({
      dags: [
        {
          dag_id: 'counted',
          stats: [
            { state: 'queued', count: 1 },
            { state: 'running', count: 0 },
            { state: 'success', count: 0 },
            { state: 'failed', count: 0 },
          ],
        },
      ],
      total_entries: 1,
    })
    for (const ids of ['😀', 'a,😀', 'a,b,😀', '😀,a,b,c'])
      expect([200, 400]).toContain((await ask(webserver(), `GET /dagStats?dag_ids=${encodeURIComponent(ids)}`)).status)
    expect((await ask(webserver(), 'GET /dagStats')).body.detail).toBe("Missing query parameter 'dag_ids'")
  })

  test('audit events are for operators, the newest first', async () => {
    const { kysely } = current().database
    await insertAuditEvent(kysely, { event: 'older', dagId: 'audited' }, NOW_MS)
    await insertAuditEvent(kysely, { event: 'newer', dagId: 'audited', owner: 'ann' }, NOW_MS + 1)
    const { body } = await ask(webserver(), 'GET /eventLogs?dag_id=audited', { as: 'op' })
    expect(body.total_entries).toBe(2)
    expect(body.event_logs[0]).toMatchObject({ event: 'newer', owner: 'ann', when: '2026-11-24T12:00:00.001000+00:00' })
    expect((await ask(webserver(), 'GET /eventLogs', { as: 'user' })).status).toBe(403)
    const one = await ask(webserver(), `GET /eventLogs/${body.event_logs[1].event_log_id}`)
    expect(one.body).toEqual(body.event_logs[1])
    expect((await ask(webserver(), 'GET /eventLogs/99999999999')).status).toBe(404)
  })

  test.each([
    ['event=older', ['older']],
    ['included_events=older,newer&order_by=event_log_id', ['older', 'newer']],
    ['dag_id=audited&excluded_events=older', ['newer']],
    ['dag_id=audited&before=2026-11-24T12:00:00Z', ['older']],
    ['dag_id=audited&after=2026-11-24T12:00:00.001Z', ['newer']],
    ['dag_id=audited&order_by=when', ['older', 'newer']],
  ])('audit events are filtered by %s', async (query, expected) => {
    const { body } = await ask(webserver(), `GET /eventLogs?${query}`)
    expect(body.event_logs.map((event: { event: string }) => event.event)).toEqual(expected)
  })
})

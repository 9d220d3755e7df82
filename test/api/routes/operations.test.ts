import { beforeAll, describe, expect, test } from 'vitest'
import { insertAuditEvent } from '../../../runtime/db/audit-log.ts'
import { saveImportError } from '../../../runtime/db/import-error.ts'
import { savePool } from '../../../runtime/db/pool.ts'
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
    expect((await ask(webserver(), 'GET /dagStats')).body.detail).toBe("Missing query parameter 'dag_ids'")
  })

  test('pools show their slots', async () => {
    await savePool(current().database.kysely, { name: 'endless', slots: -1, description: 'Any', includeDeferred: true })
    const { body } = await ask(webserver(), 'GET /pools/endless')
    expect(body).toEqual({
      name: 'endless',
      slots: -1,
      occupied_slots: 0,
      running_slots: 0,
      queued_slots: 0,
      scheduled_slots: 0,
      deferred_slots: 0,
      open_slots: -1,
      description: 'Any',
      include_deferred: true,
    })
    const list = await ask(webserver(), 'GET /pools?order_by=-slots')
    expect(list.body.pools.map((pool: { name: string }) => pool.name)).toEqual(['default_pool', 'endless'])
    expect((await ask(webserver(), 'GET /pools/nosuch')).body.detail).toBe("Pool with name:'nosuch' not found")
  })

  test('audit events are for operators, the newest first', async () => {
    const { kysely } = current().database
    await insertAuditEvent(kysely, { event: 'older', dagId: 'audited' }, NOW_MS)
    await insertAuditEvent(kysely, { event: 'newer', dagId: 'audited', owner: 'ann' }, NOW_MS + 1)
    const { body } = await ask(webserver(), 'GET /eventLogs?dag_id=audited', { as: 'op' })
    expect(body.total_entries).toBe(2)
    expect(body.event_logs[0]).toMatchObject({ event: 'newer', owner: 'ann', when: '2026-11-24T12:00:00.001000+00:00' })
    expect((await ask(webserver(), 'GET /eventLogs', { as: 'user' })).status).toBe(403)
  })
})

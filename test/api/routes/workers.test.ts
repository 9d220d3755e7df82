import { beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { databaseTimeMs, saveNode } from '../../../runtime/db/node.ts'
import { worker } from '../../cluster/nodes.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { ask, useWebserver } from '../webserver.ts'

describeOnEachDatabase('draining a worker whose broker is away', current => {
  // Nothing listens on the port of tcpmux.
  const webserver = useWebserver(current, { AIRFLOW__CELERY__BROKER_URL: 'amqp://user:secret@127.0.0.1:1//' })
  beforeAll(async () => {
    const { kysely } = current().database
    await saveNode(kysely, worker('one', { latestHeartbeatMs: await databaseTimeMs(kysely) }))
    await saveNode(kysely, worker('dead'))
  })

  test('is for those who may control workers', async () => {
    for (const as of ['viewer', 'user'])
      for (const what of ['drain', 'resume'])
        expect((await ask(webserver(), `POST /workers/celery@one/${what}`, { as })).status).toBe(403)
  })

  test('says which worker there is not, or no longer', async () => {
    for (const name of ['celery@two', 'celery@dead']) {
      const { status, body } = await ask(webserver(), `POST /workers/${name}/drain`, { as: 'op' })
      expect([status, body.detail]).toEqual([404, expect.stringContaining(`"${name}"`)])
    }
  })

  test('says what is wrong, and leaves in the audit log who wanted what', async () => {
    const own = await ask(webserver(), 'POST /workers/celery@one/drain', { as: 'op' })
    expect([own.status, own.body.detail]).toEqual([
      503,
      expect.stringContaining('Cannot reach the broker at 127.0.0.1:1'),
    ])
    const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
    expect(event).toMatchObject({ event: 'api.drain_worker', owner: 'op' })
    expect(JSON.parse(event?.extra ?? '')).toMatchObject({
      worker_name: 'celery@one',
      before: { queues: ['default', 'other'] },
      after: { queues: [] },
    })
  })
})

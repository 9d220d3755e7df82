import { beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../../../runtime/db/audit-log.ts'
import { syncDagPermissions } from '../../../../runtime/db/permission.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { storeEtl } from '../../stored-etl.ts'
import { ask, basic, useWebserver } from '../../webserver.ts'

const ANN = { username: 'ann', email: 'ann@example.com', first_name: 'Ann', last_name: 'Lee', password: 'pw-of-ann' }
const permission = (action: string, resource: string) => ({ action: { name: action }, resource: { name: resource } })

describeOnEachDatabase('the routes of users and roles', current => {
  const webserver = useWebserver(current)
  const asAnn = async (what: string, body?: object) => {
    const headers = { authorization: basic('ann', 'pw-of-ann') }
    return (await ask(webserver(), what, { as: null, headers, ...(body === undefined ? {} : { body }) })).status
  }
  const give = (...actions: object[]) => ask(webserver(), 'PATCH /roles/Guard', { body: { actions } })

  beforeAll(async () => {
    await storeEtl(current())
    await ask(webserver(), 'POST /roles', { body: { name: 'Guard', actions: [permission('can_read', 'Pools')] } })
    const { body } = await ask(webserver(), 'POST /users', { body: { ...ANN, roles: [{ name: 'Guard' }] } })
    expect(body).toMatchObject({ username: 'ann', active: true, roles: [{ name: 'Guard' }] })
  })

  test('a role of ones own may do what its permissions say, and nothing else', async () => {
    await give(permission('can_read', 'Pools'))
    expect([await asAnn('GET /pools'), await asAnn('GET /dags'), await asAnn('GET /variables')]).toEqual([
      200, 403, 403,
    ])
    await give(permission('can_read', 'Variables'))
    expect([await asAnn('GET /pools'), await asAnn('GET /variables')]).toEqual([403, 200])
  })

  test('a DAG may be given alone: lists hold no other one', async () => {
    await give(permission('can_read', 'DAG:etl'), permission('can_read', 'DAG Runs'))
    expect([await asAnn('GET /dags/etl'), await asAnn('GET /dags/other')]).toEqual([200, 403])
    expect(await asAnn('GET /dags/etl/dagRuns')).toBe(200)
    expect(await asAnn('PATCH /dags/etl', { is_paused: true })).toBe(403)
    const headers = { authorization: basic('ann', 'pw-of-ann') }
    const { body } = await ask(webserver(), 'GET /dags/~/dagRuns', { as: null, headers })
    expect(body.total_entries).toBe(1)
    await give(permission('can_edit', 'DAG:etl'), permission('can_read', 'DAG:etl'))
    expect(await asAnn('PATCH /dags/etl', { is_paused: true })).toBe(200)
    expect(await asAnn('GET /dags/etl/dagRuns')).toBe(403)
  })

  test('the runs of a DAG may be given alone, beside the DAG itself', async () => {
    const run = { dag_run_id: 'by_ann', note: 'x' }
    await give(permission('can_edit', 'DAG:etl'), permission('can_read', 'DAG Run:etl'))
    expect(await asAnn('POST /dags/etl/dagRuns', run)).toBe(403)
    await give(permission('can_create', 'DAG Run:etl'), permission('can_read', 'DAG Run:etl'))
    expect([await asAnn('POST /dags/etl/dagRuns', run), await asAnn('GET /dags/etl/dagRuns')]).toEqual([403, 403])
    await give(
      permission('can_edit', 'DAG:etl'),
      permission('can_read', 'DAG:etl'),
      permission('can_create', 'DAG Run:etl'),
      permission('can_read', 'DAG Run:etl'),
    )
    expect([await asAnn('POST /dags/etl/dagRuns', run), await asAnn('GET /dags/etl/dagRuns')]).toEqual([200, 200])
    expect([await asAnn('GET /dags/~/dagRuns'), await asAnn('DELETE /dags/etl/dagRuns/by_ann')]).toEqual([403, 403])
    expect((await ask(webserver(), 'DELETE /dags/etl/dagRuns/by_ann')).status).toBe(204)
  })

  test('files, and what is wrong with them, are shown where all of their DAGs may be read', async () => {
    const { body: dag } = await ask(webserver(), 'GET /dags/etl')
    await give(permission('can_read', 'DAG Code'), permission('can_read', 'ImportError'))
    expect(await asAnn(`GET /dagSources/${dag.file_token}`)).toBe(403)
    const headers = { authorization: basic('ann', 'pw-of-ann') }
    const errors = await ask(webserver(), 'GET /importErrors', { as: null, headers })
    expect(errors.body.total_entries).toBe(0)
    await give(permission('can_read', 'DAG Code'), permission('can_read', 'DAG:etl'))
    expect(await asAnn(`GET /dagSources/${dag.file_token}`)).toBe(200)
  })

  test('passwords are in no answer and no audit event', async () => {
    const { body } = await ask(webserver(), 'PATCH /users/ann', { body: { last_name: 'Low', password: 'pw-of-ann' } })
    expect(body.last_name).toBe('Low')
    const events = await listAuditEvents(current().database.kysely, { limit: 50 })
    expect(JSON.stringify([body, events])).not.toContain('pw-of-ann')
  })

  test('who is made inactive cannot sign in; failed logins can be forgotten', async () => {
    const headers = { authorization: basic('ann', 'wrong') }
    await ask(webserver(), 'GET /pools', { as: null, headers })
    expect((await ask(webserver(), 'GET /users/ann')).body.failed_login_count).toBeGreaterThan(0)
    const { body } = await ask(webserver(), 'PATCH /users/ann', { body: { active: false, failed_login_count: 0 } })
    expect(body).toMatchObject({ active: false, failed_login_count: 0 })
    expect(await asAnn('GET /pools')).toBe(401)
    await ask(webserver(), 'PATCH /users/ann', { body: { active: true, last_name: 'Low' } })
    expect(await asAnn('GET /pools')).not.toBe(401)
  })

  test('a role keeps rights to a DAG that is gone, and gets no new ones', async () => {
    const { kysely } = current().database
    await syncDagPermissions(kysely, 'gone', { Guard: ['can_read'] })
    const { body } = await ask(webserver(), 'GET /roles/Guard')
    expect((await ask(webserver(), 'PATCH /roles/Guard', { body: { actions: body.actions } })).status).toBe(200)
    expect((await give(permission('can_read', 'DAG:lost'))).status).toBe(400)
  })

  test('are served below /auth/fab/v1 too', async () => {
    const answer = await webserver().server.inject({
      method: 'GET',
      url: '/auth/fab/v1/roles/Op',
      headers: { authorization: basic('admin') },
    })
    expect(answer.json().actions).toContainEqual(permission('can_edit', 'Variables'))
  })

  test.each([
    ['POST /users', ANN, 409, expect.stringContaining('username ann exists')],
    ['POST /users', { ...ANN, username: 'b' }, 409, expect.stringContaining('email ann@example.com exists')],
    [
      'POST /users',
      { ...ANN, username: 'b', email: 'b', roles: [{ name: 'No' }] },
      400,
      expect.stringMatching(/'roles'$/),
    ],
    ['POST /users', { ...ANN, roles: [{}] }, 400, "'name' is a required property - 'roles.0'"],
    ['PATCH /users/admin?update_mask=zzz', { last_name: 'x' }, 400, "Unknown update masks: 'zzz'"],
    ['GET /users/no', undefined, 404, 'The User with username `no` was not found'],
    ['POST /roles', { name: 'Guard', actions: [] }, 409, expect.stringContaining('PATCH')],
    [
      'POST /roles',
      { name: 'x', actions: [permission('can_fly', 'Pools')] },
      400,
      "The specified action: 'can_fly' was not found",
    ],
    [
      'POST /roles',
      { name: 'x', actions: [permission('can_read', 'DAG:no')] },
      400,
      "The specified resource: 'DAG:no' was not found",
    ],
    ['DELETE /roles/Admin', undefined, 400, expect.stringContaining('cannot be deleted')],
    ['PATCH /roles/Op', { name: 'x' }, 400, expect.stringContaining('cannot be renamed')],
  ])('answer %s %o with %i', async (what, body, status, detail) => {
    const answer = await ask(webserver(), what, { body })
    expect([answer.status, answer.body.detail]).toEqual([status, detail])
  })

  test('are for administrators', async () => {
    expect((await ask(webserver(), 'GET /users', { as: 'op' })).status).toBe(403)
    expect((await ask(webserver(), 'GET /roles', { as: 'op' })).status).toBe(403)
  })

  test('who loses the role loses its rights', async () => {
    expect((await ask(webserver(), 'DELETE /roles/Guard')).status).toBe(204)
    expect(await asAnn('GET /pools')).toBe(403)
    expect((await ask(webserver(), 'DELETE /users/ann')).status).toBe(204)
    expect(await asAnn('GET /pools')).toBe(401)
  })
})

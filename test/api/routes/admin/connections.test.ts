import { createServer } from 'node:net'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../../../runtime/db/audit-log.ts'
import { findConnection, saveConnection } from '../../../../runtime/db/connection.ts'
import { createFernet, generateFernetKey } from '../../../../runtime/db/fernet.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'

const KEY = generateFernetKey()
const DB = { connection_id: 'db', conn_type: 'mysql', host: 'db.example', login: 'ann', password: 's3cret-word' }

describeOnEachDatabase('the routes of connections', current => {
  const webserver = useWebserver(current, {
    AIRFLOW__CORE__FERNET_KEY: KEY,
    AIRFLOW__CORE__TEST_CONNECTION: 'Enabled',
  })
  const stored = () => findConnection(current().database.kysely, createFernet(KEY), 'db')
  const latestEvent = async () => (await listAuditEvents(current().database.kysely, { limit: 1 }))[0]

  beforeEach(async () => {
    await current().database.kysely.deleteFrom('connection').execute()
    await ask(webserver(), 'POST /connections', { body: { ...DB, extra: '{"api_key":"k3y","ssl":true}' } })
  })

  test('keep secrets to themselves, and in the database encrypted', async () => {
    const { body } = await ask(webserver(), 'GET /connections/db', { as: 'op' })
    const { password: _, ...shown } = DB
    expect(body).toEqual({
      ...shown,
      description: null,
      schema: null,
      port: null,
      extra: '{"api_key":"***","ssl":true}',
    })
    const { body: list } = await ask(webserver(), 'GET /connections')
    expect(JSON.stringify(list)).not.toMatch(/s3cret|k3y|extra|password/)
    const row = await current().database.kysely.selectFrom('connection').selectAll().executeTakeFirstOrThrow()
    expect([row.password, row.extra]).toEqual([expect.stringMatching(/^gAAAA/), expect.stringMatching(/^gAAAA/)])
    expect((await stored())?.password).toBe('s3cret-word')
  })

  test('take a masked secret that comes back for the one that is there', async () => {
    const body = { ...DB, password: '***', extra: '{"api_key":"***","ssl":false}', port: 3306 }
    expect((await ask(webserver(), 'PATCH /connections/db', { body })).status).toBe(200)
    expect(await stored()).toMatchObject({
      password: 's3cret-word',
      extra: '{"api_key":"k3y","ssl":false}',
      port: 3306,
    })
  })

  test('that cannot be decrypted are deleted, or get all of their secrets anew', async () => {
    const { kysely } = current().database
    const foreign = createFernet(generateFernetKey())
    const known = await stored()
    if (known === null) throw new Error('There is no connection db')
    await saveConnection(kysely, foreign, known)
    const patch = async (body: object) => (await ask(webserver(), 'PATCH /connections/db', { body })).body
    expect((await patch({ host: 'x' })).detail).toMatch(/decrypted.*'password'$/)
    expect((await patch({ password: 'new-word' })).detail).toMatch(/decrypted.*'extra'$/)
    expect((await patch({ password: 'new-word', extra: '{"api_key":"***"}' })).detail).toMatch(/decrypted.*'extra'$/)
    expect(await findConnection(kysely, foreign, 'db')).toMatchObject({ host: 'db.example', password: 's3cret-word' })
    await patch({ password: 'new-word', extra: null })
    expect(await stored()).toMatchObject({ password: 'new-word', extra: null })
    await saveConnection(kysely, foreign, known)
    expect((await ask(webserver(), 'DELETE /connections/db')).status).toBe(204)
  })

  test('change the fields of the mask only', async () => {
    const body = { host: 'new.example', login: 'bob' }
    await ask(webserver(), 'PATCH /connections/db?update_mask=host', { body })
    expect(await stored()).toMatchObject({ host: 'new.example', login: 'ann', password: 's3cret-word' })
  })

  test('say in the audit log who changed what, before and after, without secrets', async () => {
    await ask(webserver(), 'PATCH /connections/db', { as: 'op', body: { host: 'new.example', password: 'other-word' } })
    const event = await latestEvent()
    expect([event?.event, event?.owner]).toEqual(['api.patch_connection', 'op'])
    expect(JSON.parse(event?.extra ?? '')).toMatchObject({
      connection_id: 'db',
      method: 'PATCH',
      password: '***',
      before: { host: 'db.example', extra: '{"api_key":"***","ssl":true}' },
      after: { host: 'new.example' },
    })
    expect(event?.extra).not.toMatch(/other-word|s3cret|k3y/)
  })

  test.each([
    ['PATCH /connections/db?update_mask=hots', { host: 'x' }, 400, "'hots' is unknown or cannot be updated."],
    ['PATCH /connections/db', { connection_id: 'other' }, 400, 'The connection_id cannot be updated.'],
    ['PATCH /connections/db', { port: '3306' }, 400, "'3306' is not of type 'integer' - 'port'"],
    ['POST /connections', { conn_type: 'http' }, 400, "'connection_id' is a required property"],
    ['POST /connections', { ...DB, connection_id: 'a b' }, 400, expect.stringContaining("- 'connection_id'")],
    ['POST /connections', { ...DB, zzz: 1 }, 400, "{'zzz': ['Unknown field.']}"],
    ['POST /connections', DB, 409, 'Connection already exist. ID: db'],
    ['GET /connections?order_by=password', undefined, 400, expect.stringContaining("Ordering with 'password'")],
    ['DELETE /connections/no', undefined, 404, 'The Connection with connection_id: `no` was not found'],
  ])('answer %s %o with %i', async (what, body, status, detail) => {
    const answer = await ask(webserver(), what, { body })
    expect([answer.status, answer.body.detail]).toEqual([status, detail])
  })

  test('are for operators', async () => {
    expect((await ask(webserver(), 'GET /connections', { as: 'user' })).status).toBe(403)
    expect((await ask(webserver(), 'GET /connections', { as: null })).status).toBe(401)
  })

  describe('tested', () => {
    const greeter = createServer(socket => socket.on('error', () => undefined).end('SSH-2.0-Test\r\n')).listen(
      0,
      '127.0.0.1',
    )
    afterAll(() => void greeter.close())
    const port = () => (greeter.address() as { port: number }).port
    const tested = async (body: object) => (await ask(webserver(), 'POST /connections/test', { body })).body

    test('say whether an SSH server, an HTTP server, or anything answers', async () => {
      const ssh = { conn_type: 'ssh', host: '127.0.0.1', port: port() }
      expect(await tested(ssh)).toEqual({ status: true, message: expect.stringContaining('SSH-2.0-Test') })
      expect(await tested({ ...ssh, conn_type: 'postgres' })).toMatchObject({ status: true })
      expect(await tested({ ...ssh, conn_type: 'http' })).toMatchObject({ status: false })
      expect(await tested({ ...ssh, port: 1 })).toEqual({
        status: false,
        message: expect.stringContaining('127.0.0.1:1 cannot be reached'),
      })
      expect(await tested({ conn_type: 'postgres' })).toMatchObject({ status: false })
    })

    test('sign in at a database, and never show the password', async () => {
      const url = new URL(current().url.replace(/^sqlite:\/\/\//, 'file://'))
      const place =
        current().dialect === 'sqlite'
          ? { conn_type: 'sqlite', host: url.pathname }
          : { conn_type: 'mysql', host: url.hostname, port: Number(url.port), schema: url.pathname.slice(1) }
      const right = { ...place, login: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      expect(await tested(right)).toEqual({ status: true, message: 'Connection successfully tested' })
      const wrong = await tested({ conn_type: 'mysql', host: '127.0.0.1', port: 1, login: 'x', password: 'hush-hush' })
      expect([wrong.status, JSON.stringify(wrong)]).toEqual([false, expect.not.stringContaining('hush-hush')])
    })
  })
})

describeOnEachDatabase('connections where testing is not enabled', current => {
  const webserver = useWebserver(current)
  test('are not tested', async () => {
    const { status, body } = await ask(webserver(), 'POST /connections/test', { body: { conn_type: 'http' } })
    expect([status, body.detail]).toEqual([403, expect.stringContaining('Testing connections is disabled')])
  })
})

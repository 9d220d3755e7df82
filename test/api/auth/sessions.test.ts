import { expect, test } from 'vitest'
import { hashPassword } from '../../../runtime/db/password.ts'
import { setPasswordHash } from '../../../runtime/db/user.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { NOW_MS, PASSWORD, useWebserver } from '../webserver.ts'

const MINUTE_MS = 60_000

describeOnEachDatabase('a session', current => {
  const webserver = useWebserver(current, { AIRFLOW__WEBSERVER__SESSION_LIFETIME_MINUTES: '60' })
  const ask = async (
    what: string,
    { body, ...headers }: { body?: object; cookie?: string; [name: string]: unknown } = {},
  ) => {
    const [method, url] = what.split(' ') as ['GET', string]
    const answer = await webserver().server.inject({
      method,
      url,
      headers: headers as Record<string, string>,
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() }
  }
  const logIn = async (username: string, password = PASSWORD) => {
    const { headers, body } = await ask('POST /auth/login', { body: { username, password } })
    const setCookie = String(headers['set-cookie'])
    return { cookie: setCookie.split(';')[0] as string, setCookie, token: body.csrf_token as string, body }
  }

  test('begins with the password, in a cookie that scripts and other sites do not get', async () => {
    const { setCookie, body, cookie } = await logIn('viewer')
    expect(setCookie).toMatch(/^session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/)
    expect(body.user).toMatchObject({ username: 'viewer', roles: ['Viewer'] })
    expect((await ask('GET /api/v1/dags', { cookie })).status).toBe(200)
    expect((await ask('GET /auth/session', { cookie })).body).toEqual(body)
  })

  test('does not begin with a wrong password', async () => {
    const wrong = { username: 'viewer', password: 'wrong' }
    const { status, headers, body } = await ask('POST /auth/login', { body: wrong })
    expect([status, body.detail]).toEqual([401, 'Wrong name or password'])
    expect(headers['set-cookie']).toBeUndefined()
    expect((await ask('GET /auth/session')).body).toEqual({ user: null, csrf_token: null, oidc: null })
  })

  test('changes things only with its own token', async () => {
    const [mine, others] = [await logIn('op'), await logIn('op')]
    const change = (headers: object) => ask('DELETE /api/v1/dags/none', { cookie: mine.cookie, ...headers })
    expect((await change({})).status).toBe(403)
    expect((await change({ 'x-csrftoken': others.token })).status).toBe(403)
    expect((await change({ 'x-csrftoken': mine.token })).status).toBe(404)
  })

  test('ends at once by signing out, which needs the token too', async () => {
    const { cookie, token } = await logIn('viewer')
    expect((await ask('POST /auth/logout', { cookie })).status).toBe(403)
    expect((await ask('POST /auth/logout', { cookie, 'x-csrftoken': token })).status).toBe(204)
    expect((await ask('GET /api/v1/dags', { cookie })).status).toBe(401)
  })

  test('goes on while it is used, and ends when it is not', async () => {
    const { cookie } = await logIn('viewer')
    for (const minutes of [50, 100, 150]) {
      webserver().nowMs = NOW_MS + minutes * MINUTE_MS
      expect((await ask('GET /api/v1/dags', { cookie })).status).toBe(200)
    }
    webserver().nowMs += 61 * MINUTE_MS
    expect((await ask('GET /api/v1/dags', { cookie })).status).toBe(401)
  })

  test('ends with a new password', async () => {
    const { cookie } = await logIn('user')
    await setPasswordHash(current().database.kysely, 'user', await hashPassword('another one'))
    expect((await ask('GET /api/v1/dags', { cookie })).status).toBe(401)
  })

  test('is not where somebody made it up', async () => {
    expect((await ask('GET /api/v1/dags', { cookie: `session=${'a'.repeat(43)}` })).status).toBe(401)
  })

  test('of no page makes the browser show a window of its own', async () => {
    const { status, headers } = await ask('GET /api/v1/dags', { 'sec-fetch-mode': 'cors' })
    expect([status, headers['www-authenticate']]).toEqual([401, undefined])
  })
})

describeOnEachDatabase('a bearer token', current => {
  const webserver = useWebserver(current)
  const tokenOf = async (username: string): Promise<string> => {
    const request = { method: 'POST', url: '/auth/token', payload: { username, password: PASSWORD } } as const
    return (await webserver().server.inject(request)).json().access_token
  }
  const statusWith = async (token: string) =>
    (await webserver().server.inject({ url: '/api/v1/dags', headers: { authorization: `Bearer ${token}` } })).statusCode

  test('stands for its user for a day', async () => {
    const token = await tokenOf('viewer')
    expect(await statusWith(token)).toBe(200)
    webserver().nowMs = NOW_MS + 25 * 60 * MINUTE_MS
    expect(await statusWith(token)).toBe(401)
  })

  test('that was changed, or signed by nobody, is refused', async () => {
    const [header, payload, signature] = (await tokenOf('viewer')).split('.') as [string, string, string]
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    const other = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/"sub":"\d+"/, '"sub":"1"')
    expect(await statusWith(`${header}.${Buffer.from(other).toString('base64url')}.${signature}`)).toBe(401)
    expect(await statusWith(`${none}.${payload}.`)).toBe(401)
    expect(await statusWith('abc')).toBe(401)
  })

  test('ends with a new password', async () => {
    const token = await tokenOf('op')
    await setPasswordHash(current().database.kysely, 'op', await hashPassword('another one'))
    expect(await statusWith(token)).toBe(401)
  })
})

import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findUser } from '../../../../runtime/db/user.ts'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { NOW_MS, openWebserver, useWebserver, type Webserver } from '../../webserver.ts'
import { TestProvider } from './provider.ts'

const BASE_URL = 'http://127.0.0.1:8080'
const ada = { preferred_username: 'ada', given_name: 'Ada', family_name: 'Lovelace', email: 'ada@example.com' }

describeOnEachDatabase('signing in with OpenID Connect', current => {
  const plain = useWebserver(current)
  let provider: TestProvider
  let webserver: Webserver
  beforeAll(async () => {
    const people = {
      ada: { ...ada, groups: ['engineers'] },
      bob: { preferred_username: 'bob', email: 'bob@example.com' },
      mallory: { preferred_username: 'admin', email: 'mallory@example.com' },
      nameless: {},
    }
    provider = await TestProvider.start(`${BASE_URL}/auth/oidc/callback`, people)
    webserver = openWebserver(current().database, {
      AIRFLOW__WEBSERVER__BASE_URL: BASE_URL,
      AIRFLOW__OIDC__ISSUER: provider.issuer,
      AIRFLOW__OIDC__CLIENT_ID: 'airflow',
      AIRFLOW__OIDC__CLIENT_SECRET: 'client secret of the test',
      AIRFLOW__OIDC__ROLE_MAPPING: '{"engineers": ["Op"]}',
    })
    // The provider's tokens are of today.
    webserver.nowMs = Date.now()
    await webserver.server.ready()
  })
  afterAll(async () => {
    await webserver.server.close()
    rmSync(webserver.home, { recursive: true })
    await provider[Symbol.asyncDispose]()
  })

  const get = async (url: string, cookies: Readonly<Record<string, string>> = {}) => {
    const answer = await webserver.server.inject({ url, cookies: { ...cookies } })
    const given = Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
    return { status: answer.statusCode, to: String(answer.headers.location), cookies: given, answer }
  }
  const signIn = async (name: string, next = '/dags') => {
    const begun = await get(`/auth/oidc/login?next=${encodeURIComponent(next)}`)
    const back = await provider.signIn(begun.to, name)
    expect(back).toMatch(`${BASE_URL}/auth/oidc/callback?`)
    return get(back.slice(BASE_URL.length), begun.cookies)
  }

  test('makes the user with the roles of the groups, and a session', async () => {
    const { to, cookies } = await signIn('ada')
    expect(to).toBe('/dags')
    expect(await findUser(current().database.kysely, 'ada')).toMatchObject({
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.com',
      roles: ['Op'],
      loginCount: 1,
    })
    const session = (await get('/auth/session', { session: cookies['session'] as string })).answer.json()
    expect(session.user.username).toBe('ada')
    await signIn('ada')
    expect(await findUser(current().database.kysely, 'ada')).toMatchObject({ roles: ['Op'], loginCount: 2 })
  })

  test('is offered to those who are not signed in, under the name of the provider', async () => {
    const { oidc } = (await get('/auth/session')).answer.json()
    expect(oidc).toEqual({ name: new URL(provider.issuer).host })
    expect((await plain().server.inject({ url: '/auth/session' })).json().oidc).toBeNull()
  })

  test('gives somebody without a group the role for registration', async () => {
    await signIn('bob')
    expect(await findUser(current().database.kysely, 'bob')).toMatchObject({ roles: ['Viewer'] })
  })

  test.each([
    ['mallory', 'local_user'],
    ['nameless', 'no_username'],
  ])('refuses %s: %s', async (name, refusal) => {
    const { to, cookies } = await signIn(name)
    expect(to).toBe(`/login?refused=${refusal}`)
    expect(cookies['session']).toBeUndefined()
  })

  test('leads to no other site', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      expect((await signIn('ada', next)).to).toBe('/')
    }
  })

  test('takes no answer that it has not asked for, or of another browser, or too late', async () => {
    const begun = await get('/auth/oidc/login')
    const back = (await provider.signIn(begun.to, 'ada')).slice(BASE_URL.length)
    expect((await get(back)).to).toBe('/login?refused=not_begun_here')
    const other = await get('/auth/oidc/login')
    expect((await get(back, other.cookies)).to).toBe('/login?refused=provider_refused')
    webserver.nowMs += 11 * 60_000
    expect((await get(back, begun.cookies)).to).toBe('/login?refused=not_begun_here')
    webserver.nowMs = Date.now()
  })

  test('says so where the provider does not answer', async () => {
    const lonely = openWebserver(current().database, {
      AIRFLOW__OIDC__ISSUER: `http://127.0.0.1:${await freePort()}`,
      AIRFLOW__OIDC__CLIENT_ID: 'airflow',
    })
    const { headers } = await lonely.server.inject({ url: '/auth/oidc/login' })
    expect(headers.location).toBe('/login?refused=provider_unreachable')
    expect(lonely.lines.join('')).toContain('does not answer')
    await lonely.server.close()
    rmSync(lonely.home, { recursive: true })
  })

  test('is not there where no issuer is named', async () => {
    expect(plain().nowMs).toBe(NOW_MS)
    expect((await plain().server.inject({ url: '/auth/oidc/login' })).statusCode).toBe(404)
  })
})

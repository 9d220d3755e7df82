import { beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { ask, basic, PASSWORD, useWebserver } from '../webserver.ts'

const LATER = 'battery staple'

describeOnEachDatabase("a user's own password", current => {
  const webserver = useWebserver(current)
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    webserver().server.inject({ method: 'POST', url, payload, headers })
  const logIn = async (username: string, password: string) => {
    const response = await post('/auth/login', { username, password })
    const [cookie] = response.cookies
    return { status: response.statusCode, cookie: `session=${cookie?.value}`, token: response.json().csrf_token }
  }
  beforeAll(async () => {
    await ask(webserver(), 'POST /roles', { body: { name: 'Guest', actions: [] } })
    const guest = { username: 'guest', email: 'g@example.com', first_name: 'G', last_name: 'H', password: PASSWORD }
    await ask(webserver(), 'POST /users', { body: { ...guest, roles: [{ name: 'Guest' }] } })
  })

  test('is changed by who knows the present one; that browser stays signed in, others do not', async () => {
    const [here, there] = [await logIn('viewer', PASSWORD), await logIn('viewer', PASSWORD)]
    const changed = await post(
      '/auth/password',
      { current_password: PASSWORD, password: LATER },
      { cookie: here.cookie, 'x-csrftoken': here.token },
    )
    expect(changed.statusCode).toBe(200)
    const session = async (cookie: string) =>
      (await webserver().server.inject({ url: '/auth/session', headers: { cookie } })).json()
    const now = await session(`session=${changed.cookies[0]?.value}`)
    expect([now.user.username, now.csrf_token]).toEqual(['viewer', changed.json().csrf_token])
    expect([(await session(there.cookie)).user, (await session(here.cookie)).user]).toEqual([null, null])
    expect([(await logIn('viewer', PASSWORD)).status, (await logIn('viewer', LATER)).status]).toEqual([401, 200])
    const [event] = await listAuditEvents(current().database.kysely, { limit: 1 })
    expect([event?.event, event?.owner]).toEqual(['api.change_own_password', 'viewer'])
    expect(event?.extra).not.toMatch(/horse|staple/)
  })

  test.each([
    [
      'user',
      { current_password: 'wrong', password: 'x' },
      400,
      "This is not your present password - 'current_password'",
    ],
    ['user', { current_password: PASSWORD, password: '' }, 400, "'' is too short - 'password'"],
    ['user', { password: 'x' }, 400, "'current_password' is a required property"],
    ['user', { current_password: PASSWORD, password: 'x', username: 'admin' }, 400, "{'username': ['Unknown field.']}"],
    ['guest', { current_password: PASSWORD, password: 'x' }, 403, null],
  ])('of %s is not changed by %o', async (username, body, status, detail) => {
    const answer = await post('/auth/password', body, { authorization: basic(username) })
    expect([answer.statusCode, answer.json().detail]).toEqual([status, detail])
    expect((await logIn(username, PASSWORD)).status).toBe(200)
  })

  test('needs the CSRF token of the session', async () => {
    const { cookie } = await logIn('user', PASSWORD)
    const answer = await post('/auth/password', { current_password: PASSWORD, password: 'x' }, { cookie })
    expect(answer.statusCode).toBe(403)
  })
})

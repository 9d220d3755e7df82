import { describe, expect, test } from 'vitest'
import { hashPassword } from '../../../runtime/db/password.ts'
import { findUser, setPasswordHash } from '../../../runtime/db/user.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { ask, basic, PASSWORD, useWebserver } from '../webserver.ts'

describeOnEachDatabase('authentication', current => {
  const webserver = useWebserver(current)
  const statusOf = async (as: string | null, what = 'GET /dags') => (await ask(webserver(), what, { as })).status
  const withHeader = (authorization: string) => ask(webserver(), 'GET /dags', { as: null, headers: { authorization } })

  test('health and version need none', async () => {
    expect(await statusOf(null, 'GET /health')).toBe(200)
    expect((await ask(webserver(), 'GET /version', { as: null })).body).toEqual({
      version: '2.10.5',
      git_version: null,
    })
  })

  test('everything else answers 401 with the scheme', async () => {
    const { status, body, headers } = await ask(webserver(), 'GET /dags', { as: null })
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Basic')
    expect(body).toEqual({
      detail: null,
      status: 401,
      title: 'Unauthorized',
      type: expect.stringMatching(/#section\/Errors\/Unauthenticated$/),
    })
  })

  test.each(['Basic', 'Basic !!!', `Basic ${Buffer.from('admin').toString('base64')}`, 'Bearer abc'])(
    'refuses the header %s',
    async header => {
      expect((await withHeader(header)).status).toBe(401)
    },
  )

  test('refuses wrong passwords and unknown users alike', async () => {
    const wrong = await withHeader(basic('viewer', 'wrong'))
    const unknown = await withHeader(basic('nobody', 'wrong'))
    expect(wrong.status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
  })

  test('counts logins and failures with the user', async () => {
    const { kysely } = current().database
    await withHeader(basic('op', 'wrong'))
    expect(await findUser(kysely, 'op')).toMatchObject({ failedLoginCount: 1, loginCount: 0 })
    expect(await statusOf('op')).toBe(200)
    expect(await findUser(kysely, 'op')).toMatchObject({ failedLoginCount: 0, loginCount: 1 })
    expect(await statusOf('op')).toBe(200)
    expect(await findUser(kysely, 'op')).toMatchObject({ loginCount: 1 })
  })

  test.each([
    ['viewer', 200, 403],
    ['user', 200, 404],
    ['op', 200, 404],
    ['admin', 200, 404],
    ['public', 403, 403],
  ])('%s may read: %i, may change: %i', async (username, read, write) => {
    expect(await statusOf(username)).toBe(read)
    expect(await statusOf(username, 'DELETE /dags/nosuch')).toBe(write)
  })

  test('a viewer is refused with a problem', async () => {
    const { body } = await ask(webserver(), 'POST /dags/any/dagRuns', { as: 'viewer', body: {} })
    expect(body).toEqual({
      detail: null,
      status: 403,
      title: 'Forbidden',
      type: expect.stringMatching(/#section\/Errors\/PermissionDenied$/),
    })
  })

  test('an inactive user is refused at once', async () => {
    const { kysely } = current().database
    expect(await statusOf('viewer')).toBe(200)
    const setActive = (active: 0 | 1) =>
      kysely.updateTable('ab_user').set({ active }).where('username', '=', 'viewer').execute()
    await setActive(0)
    expect(await statusOf('viewer')).toBe(401)
    await setActive(1)
    expect(await statusOf('viewer')).toBe(200)
  })

  test('a new password counts at once', async () => {
    const { kysely } = current().database
    expect(await statusOf('user')).toBe(200)
    await setPasswordHash(kysely, 'user', await hashPassword('another'))
    expect(await statusOf('user')).toBe(401)
    expect((await withHeader(basic('user', 'another'))).status).toBe(200)
    await setPasswordHash(kysely, 'user', await hashPassword(PASSWORD))
  })

  describe('after ten failures in a minute', () => {
    test('the user has to wait, even with the right password, until the minute is over', async () => {
      const attempts = await Promise.all(
        Array.from({ length: 11 }, (_, n) => withHeader(basic('guessed', `guess${n}`))),
      )
      expect(attempts.map(attempt => attempt.status).sort()).toEqual([...Array(10).fill(401), 429])
      const { status, headers, body } = await withHeader(basic('guessed', 'another guess'))
      expect([status, headers['retry-after'], body.title]).toEqual([429, '60', 'Too Many Requests'])
      expect(await statusOf('viewer')).toBe(200)
      webserver().nowMs += 60_001
      expect((await withHeader(basic('guessed', 'another guess'))).status).toBe(401)
    })
  })
})

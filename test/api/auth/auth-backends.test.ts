import { describe, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../databases.ts'
import { basic, PASSWORD, useWebserver, type Webserver } from '../webserver.ts'

const CREDENTIALS = { username: 'admin', password: PASSWORD }

/** Status of a list of pools, asked in each way. */
async function statuses({ server }: Webserver) {
  const login = await server.inject({ method: 'POST', url: '/auth/login', payload: CREDENTIALS })
  const token = await server.inject({ method: 'POST', url: '/auth/token', payload: CREDENTIALS })
  const cookies = Object.fromEntries(login.cookies.map(({ name, value }) => [name, value]))
  const authorization = `Bearer ${token.json().access_token}`
  const ask = async (given: object) => (await server.inject({ url: '/api/v1/pools', ...given })).statusCode
  return {
    basic: await ask({ headers: { authorization: basic('admin') } }),
    session: await ask({ cookies }),
    bearer: await ask({ headers: { authorization } }),
  }
}

describe.each([
  ['airflow.api.auth.backend.basic_auth', { basic: 200, session: 401, bearer: 200 }],
  ['airflow.providers.fab.auth_manager.api.auth.backend.session', { basic: 401, session: 200, bearer: 200 }],
  ['airflow.api.auth.backend.deny_all', { basic: 401, session: 401, bearer: 200 }],
])('[api] auth_backends = %s', (backends, expected) => {
  describeOnEachDatabase('decides who is heard', current => {
    const webserver = useWebserver(current, { AIRFLOW__API__AUTH_BACKENDS: backends })

    test('by the API', async () => {
      expect(await statuses(webserver())).toEqual(expected)
    })

    test('and a browser is asked for a password only where one would count', async () => {
      const { headers } = await webserver().server.inject('/api/v1/pools')
      expect(headers['www-authenticate']).toBe(expected.basic === 200 ? 'Basic' : undefined)
    })
  })
})

describeOnEachDatabase('[slipstream] auth_role_public = Viewer', current => {
  const webserver = useWebserver(current, { AIRFLOW__SLIPSTREAM__AUTH_ROLE_PUBLIC: 'Viewer' })

  test('lets those in who do not sign in, as far as the role goes', async () => {
    const { server } = webserver()
    expect((await server.inject('/api/v1/pools')).statusCode).toBe(200)
    expect((await server.inject('/api/v1/variables')).statusCode).toBe(403)
    const payload = { name: 'crew', slots: 1 }
    expect((await server.inject({ method: 'POST', url: '/api/v1/pools', payload })).statusCode).toBe(403)
  })

  test('does not forgive a wrong password', async () => {
    const headers = { authorization: basic('admin', 'wrong') }
    expect((await webserver().server.inject({ url: '/api/v1/pools', headers })).statusCode).toBe(401)
  })
})

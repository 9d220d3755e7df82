import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../databases.ts'
import { useWebserver } from './webserver.ts'

describeOnEachDatabase('an API that pages of other sites may call', current => {
  const webserver = useWebserver(current, {
    AIRFLOW__API__ACCESS_CONTROL_ALLOW_ORIGINS: 'https://one.example https://two.example',
    AIRFLOW__API__ACCESS_CONTROL_ALLOW_METHODS: 'POST, GET',
    AIRFLOW__API__ACCESS_CONTROL_ALLOW_HEADERS: 'origin, content-type, authorization',
  })
  const ask = (method: 'GET' | 'OPTIONS', url: string, origin: string) =>
    webserver().server.inject({ method, url, headers: { origin } })

  test('says so to the sites that are named, before and after they ask', async () => {
    for (const method of ['OPTIONS', 'GET'] as const) {
      const { statusCode, headers } = await ask(method, '/api/v1/version', 'https://two.example')
      expect(statusCode).toBe(method === 'GET' ? 200 : 204)
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://two.example',
        'access-control-allow-methods': 'POST, GET',
        'access-control-allow-headers': 'origin, content-type, authorization',
        vary: 'Origin',
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test('says nothing to others, nor outside of the API', async () => {
    const { headers } = await ask('GET', '/api/v1/version', 'https://evil.example')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect((await ask('GET', '/health', 'https://one.example')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
  })
})

describeOnEachDatabase('an API without such options', current => {
  const webserver = useWebserver(current)
  test('is closed to pages of other sites', async () => {
    const { headers } = await webserver().server.inject({
      url: '/api/v1/version',
      headers: { origin: 'https://one.example' },
    })
    expect(Object.keys(headers).join()).not.toContain('access-control')
  })
})

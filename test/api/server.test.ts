import { brotliDecompressSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { insertJob } from '../../runtime/db/job.ts'
import { migrate } from '../../runtime/db/migrate.ts'
import { createTestDatabase, describeOnEachDatabase } from '../databases.ts'
import { ask, NOW_MS, useWebserver } from './webserver.ts'

describeOnEachDatabase('the webserver', current => {
  const webserver = useWebserver(current)
  const get = (url: string, accept = 'text/html') => webserver().server.inject({ url, headers: { accept } })

  test('has an unhealthy scheduler until one runs, and while its heartbeat is old', async () => {
    const health = async () => (await get('/health')).json()
    expect(await health()).toEqual({
      metadatabase: { status: 'healthy' },
      scheduler: { status: 'unhealthy', latest_scheduler_heartbeat: null },
      triggerer: { status: null, latest_triggerer_heartbeat: null },
      dag_processor: { status: null, latest_dag_processor_heartbeat: null },
    })
    const job = {
      jobType: 'SchedulerJob',
      hostname: 'here',
      unixname: 'me',
      executorClass: null,
      atMs: NOW_MS,
    } as const
    await insertJob(current().database.kysely, job)
    expect((await health()).scheduler).toEqual({
      status: 'healthy',
      latest_scheduler_heartbeat: '2026-11-24T12:00:00+00:00',
    })
    webserver().nowMs += 30_000
    expect((await health()).scheduler.status).toBe('unhealthy')
    expect((await ask(webserver(), 'GET /health', { as: null })).status).toBe(200)
  })

  test('serves the web app at its root and at the addresses of its pages', async () => {
    for (const url of ['/', '/dags', '/dags/one?run=manual__2026-11-24T12%3A00%3A00%2B00%3A00']) {
      const { statusCode, headers, body } = await get(url)
      expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(body).toMatch(/<script type="module" crossorigin src="\/assets\/[^"]+\.js"><\/script>/)
    }
  })

  test('allows its pages what it serves itself, and nothing that stands in a page', async () => {
    const { headers, body } = await get('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
    expect(policy).not.toMatch(/unsafe|\*|http/)
    expect(body).not.toMatch(/<style|style=|<script>| on\w+=/)
  })

  test('serves assets for ever, compressed for those who can read that', async () => {
    const [asset = ''] = /\/assets\/[^"]+\.js/.exec((await get('/')).body) ?? []
    const plain = await webserver().server.inject({ url: asset })
    const packed = await webserver().server.inject({ url: asset, headers: { 'accept-encoding': 'gzip, br' } })
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(packed.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true)
    for (const url of ['/assets/%2e%2e%2findex.html', '/assets/nosuch.js'])
      expect((await get(url)).statusCode).toBe(404)
  })

  test('sends strict headers with every answer', async () => {
    for (const url of ['/', '/health', '/api/v1/dags', '/nosuch'])
      expect((await get(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      })
  })

  test('answers unknown addresses with a problem', async () => {
    for (const url of ['/nosuch', '/api/v1/nosuch', '/api/v1/dags/%zz', '/ui/nosuch']) {
      const { statusCode, headers, body } = await get(url, 'application/json')
      expect(headers['content-type']).toMatch('application/problem+json')
      expect(JSON.parse(body)).toMatchObject({ status: statusCode, title: expect.any(String) })
      expect([400, 404]).toContain(statusCode)
    }
  })

  test('describes its API in OpenAPI, with the parameters that it reads', async () => {
    const document = JSON.parse((await get('/api/v1/openapi.json')).body)
    expect(document.openapi).toBe('3.0.3')
    expect(Object.keys(document.paths)).toContain('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}')
    const trigger = document.paths['/api/v1/dags/{dag_id}/dagRuns'].post
    expect(trigger.operationId).toBe('post_dag_run')
    expect(Object.keys(trigger.requestBody.content['application/json'].schema.properties)).toContain('conf')
    const names = document.paths['/api/v1/dags'].get.parameters.map((parameter: { name: string }) => parameter.name)
    expect(names).toEqual(expect.arrayContaining(['limit', 'offset', 'order_by', 'tags', 'only_active']))
  })
})

describe('a webserver whose database has lost its tables', () => {
  let broken: Awaited<ReturnType<typeof createTestDatabase>>
  beforeAll(async () => {
    broken = await createTestDatabase('sqlite')
    return () => broken[Symbol.asyncDispose]()
  })
  const webserver = useWebserver(() => broken)

  test('says so in /health, keeps its web app, and logs what fails without telling the client', async () => {
    await ask(webserver(), 'GET /dags')
    for (const table of ['dag_tag', 'dag', 'job']) await broken.database.kysely.schema.dropTable(table).execute()
    const health = (await webserver().server.inject({ url: '/health' })).json()
    expect([health.metadatabase.status, health.scheduler.status]).toEqual(['unhealthy', 'unhealthy'])
    expect((await webserver().server.inject({ url: '/', headers: { accept: 'text/html' } })).statusCode).toBe(200)
    const { status, body } = await ask(webserver(), 'GET /dags')
    expect([status, body.title, body.detail]).toEqual([500, 'Internal Server Error', 'See the log of the webserver'])
    expect(webserver().lines.join('')).toContain('no such table: dag')
    await migrate(broken.database)
  })
})

import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { insertJob } from '../../runtime/db/job.ts'
import { migrate } from '../../runtime/db/migrate.ts'
import { Dag } from '../../runtime/sdk/index.ts'
import { createTestDatabase, describeOnEachDatabase } from '../databases.ts'
import { ask, NOW_MS, storeDag, useWebserver } from './webserver.ts'

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

  test('shows what is running on its start page, escaped and without scripts', async () => {
    const dag = new Dag('one', { schedule: null, isPausedUponCreation: true })
    dag.bash('say', { command: 'true' })
    await storeDag(current(), dag)
    const { statusCode, headers, body } = await get('/')
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(body).toContain('version 2.10.5')
    expect(body).toContain('<strong>1</strong><small>1 paused</small>')
    expect(body).toContain('href="/api/v1/dags/~/dagRuns?order_by=-execution_date&amp;limit=25"')
    expect(body).not.toContain('<script')
  })

  test('allows its start page the one style sheet that stands in it', async () => {
    const { headers, body } = await get('/')
    const styles = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] as string
    const hash = createHash('sha256').update(styles).digest('base64')
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
  })

  test('tells programs the same in JSON', async () => {
    const { body } = await get('/', 'application/json')
    expect(JSON.parse(body)).toMatchObject({
      version: '2.10.5',
      health: { metadatabase: { status: 'healthy' } },
      dags: { active: expect.any(Number), paused: expect.any(Number) },
      links: expect.arrayContaining(['/api/v1/openapi.json']),
    })
  })

  test('links to pages that exist', async () => {
    const { links } = JSON.parse((await get('/', 'application/json')).body)
    for (const link of links) {
      const { statusCode } = await webserver().server.inject({ url: link })
      expect([200, 401]).toContain(statusCode)
    }
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
    for (const url of ['/nosuch', '/api/v1/nosuch', '/api/v1/dags/%zz']) {
      const { statusCode, headers, body } = await get(url)
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

  test('says so in /health, keeps its start page, and logs what fails without telling the client', async () => {
    await ask(webserver(), 'GET /dags')
    for (const table of ['dag_tag', 'dag', 'job']) await broken.database.kysely.schema.dropTable(table).execute()
    const health = (await webserver().server.inject({ url: '/health' })).json()
    expect([health.metadatabase.status, health.scheduler.status]).toEqual(['unhealthy', 'unhealthy'])
    expect((await webserver().server.inject({ url: '/' })).statusCode).toBe(200)
    const { status, body } = await ask(webserver(), 'GET /dags')
    expect([status, body.title, body.detail]).toEqual([500, 'Internal Server Error', 'See the log of the webserver'])
    expect(webserver().lines.join('')).toContain('no such table: dag')
    await migrate(broken.database)
  })
})

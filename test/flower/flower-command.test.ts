import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { makeHome } from '../cli/run-airflow.ts'

/** Nothing listens there. */
const env = { AIRFLOW__CELERY__BROKER_URL: 'pyamqp://airflow:x@127.0.0.1:1/airflow' }

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('airflow flower runs as a daemon, also while there is no broker, and leaves no password in the audit log', async () => {
  await using home = await makeHome()
  const port = await freePort()
  const options = ['-u', 'monitor', '-ba', 'ops:s3cret', '--broker_api=http://a:s3cret@127.0.0.1:1/api/']
  const started = await home.run(['flower', '-hn', '127.0.0.1', '-p', String(port), ...options, '-D'], { env })
  expect(started).toMatchObject({ code: 0, stderr: '' })
  const pid = Number(readFileSync(join(home.path, 'airflow-flower.pid'), 'utf8'))
  try {
    const get = (path: string, as: string | null) =>
      fetch(`http://127.0.0.1:${port}${path}`, as === null ? {} : { headers: { authorization: `Basic ${btoa(as)}` } })
    expect(await (await get('/monitor/healthcheck', null)).text()).toBe('OK')
    expect((await get('/monitor/', null)).status).toBe(401)
    expect((await get('/', null)).url).toBe(`http://127.0.0.1:${port}/monitor/`)
    expect(await (await get('/monitor/', 'ops:s3cret')).text()).toContain('Not connected to the broker')
    const broker = await (await get('/monitor/broker', 'ops:s3cret')).text()
    expect(broker).toContain('amqp://airflow:***@127.0.0.1:1/airflow')
    expect(broker).toContain('Not connected to the broker at 127.0.0.1:1')
    expect((await (await get('/monitor/api/queues/length', 'ops:s3cret')).json()) as object).toEqual({
      active_queues: [],
    })
    expect(await (await get('/monitor/metrics', null)).text()).toContain(
      'flower_queue_queued_tasks{queue="default"} 0.0',
    )
    const refreshed = await fetch(`http://127.0.0.1:${port}/monitor/api/workers?refresh=1`, {
      headers: { authorization: `Basic ${btoa('ops:s3cret')}` },
    })
    expect(refreshed.status).toBe(503)
    expect(JSON.stringify(await listAuditEvents(home.database.kysely, { limit: 10 }))).toMatch(/cli_flower/)
    expect(JSON.stringify(await listAuditEvents(home.database.kysely, { limit: 10 }))).not.toContain('s3cret')
  } finally {
    process.kill(pid)
    await eventually(async () => (isAlive(pid) ? null : true), { withinMs: 10_000, what: 'flower ends' })
  }
})

test('airflow celery flower names what is wrong with its options and its address', async () => {
  await using home = await makeHome()
  const run = (...args: string[]) => home.run(['celery', 'flower', '-H', '127.0.0.1', ...args], { env })
  expect(await run('-A', 's3cret')).toMatchObject({
    code: 1,
    stderr: "Flower's basic_auth is not usable: expected user:password, several of them parted by commas\n",
  })
  expect(await run('-c', '/nowhere.py')).toMatchObject({
    code: 1,
    stderr: 'Cannot use /nowhere.py: ENOENT. Correct --flower-conf\n',
  })
  const { code, stderr } = await home.run(['celery', 'flower', '-H', '192.0.2.1'], { env })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^Flower cannot listen on 192\.0\.2\.1:5555 \(EADDRNOTAVAIL\): this machine does not have that/,
  )
})

import { beforeAll, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../databases.ts'
import { storeEtl } from '../stored-etl.ts'
import { basic, useWebserver } from '../webserver.ts'

describeOnEachDatabase('the API of Airflow 1.10', current => {
  const webserver = useWebserver(current, { AIRFLOW__API__ENABLE_EXPERIMENTAL_API: 'True' })
  const ask = async (what: string, payload?: object, as = 'admin') => {
    const [method, path] = what.split(' ') as ['GET', string]
    const url = `/api/experimental${path}`
    const headers = { authorization: basic(as) }
    const answer = await webserver().server.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return [answer.statusCode, isJson ? answer.json() : answer.body] as const
  }

  beforeAll(() => storeEtl(current()))

  test('answers /test', async () => {
    expect(await ask('GET /test')).toEqual([200, { status: 'OK' }])
  })

  test('triggers a DAG, with a conf as object or as text', async () => {
    const body = { run_id: 'one', conf: '{"rows": 1}', execution_date: '2026-11-01T00:00:00.5+00:00' }
    expect(await ask('POST /dags/etl/dag_runs', body)).toEqual([
      200,
      {
        message: 'Created <DagRun etl @ 2026-11-01 00:00:00.500000+00:00: one, externally triggered: True>',
        execution_date: '2026-11-01T00:00:00.500000+00:00',
        run_id: 'one',
      },
    ])
    expect((await ask('POST /dags/etl/dag_runs', { conf: 'no json' }))[0]).toBe(400)
    expect((await ask('POST /dags/etl/dag_runs', {}, 'viewer'))[0]).toBe(403)
  })

  test('lists runs, and finds them and their task instances by date', async () => {
    const [, runs] = await ask('GET /dags/etl/dag_runs?state=queued')
    expect(runs).toContainEqual({
      id: expect.any(Number),
      run_id: 'one',
      state: 'queued',
      dag_id: 'etl',
      execution_date: '2026-11-01T00:00:00.500000+00:00',
      start_date: '',
      dag_run_url: '/graph?dag_id=etl&execution_date=2026-11-01T00%3A00%3A00.500000%2B00%3A00',
    })
    const run = 'GET /dags/etl/dag_runs/2026-11-01T00:00:00.5+00:00'
    expect(await ask(run)).toEqual([200, { state: 'queued' }])
    const [, instance] = await ask(`${run}/tasks/load`)
    expect(instance).toMatchObject({ task_id: 'load', state: 'None', max_tries: '0' })
    const [, latest] = await ask('GET /latest_runs')
    expect(latest.items).toEqual([expect.objectContaining({ dag_id: 'etl' })])
  })

  test('shows tasks and code, pauses and deletes', async () => {
    expect((await ask('GET /dags/etl/tasks/load'))[1]).toMatchObject({ task_id: 'load', depends_on_past: 'False' })
    expect(await ask('GET /dags/etl/code')).toEqual([200, "new Dag('etl')"])
    expect(await ask('GET /dags/etl/paused/true')).toEqual([200, { response: 'ok' }])
    expect(await ask('GET /dags/etl/paused')).toEqual([200, { is_paused: true }])
    const [, removed] = await ask('DELETE /dags/etl')
    expect(removed).toEqual({ message: `Removed ${removed.count} record(s)`, count: expect.any(Number) })
  })

  test('keeps pools', async () => {
    const pool = { id: expect.any(Number), pool: 'crew', slots: 2, description: 'Us' }
    expect(await ask('POST /pools', { name: 'crew', slots: 2, description: 'Us' })).toEqual([200, pool])
    expect(await ask('GET /pools/crew')).toEqual([200, pool])
    expect((await ask('GET /pools'))[1]).toContainEqual(pool)
    expect(await ask('DELETE /pools/crew')).toEqual([200, pool])
  })

  test.each([
    ['GET /dags/nosuch/dag_runs', 404, 'Dag id nosuch not found'],
    ['GET /dags/nosuch/dag_runs/today', 400, expect.stringContaining('Given execution date, today')],
    ['GET /pools/nosuch', 404, "Pool 'nosuch' doesn't exist"],
    ['DELETE /pools/default_pool', 400, 'default_pool cannot be deleted'],
  ])('refuses %s with %i', async (what, status, error) => {
    expect(await ask(what)).toEqual([status, { error }])
  })

  test('takes no session: there GET changes things', async () => {
    const { server } = webserver()
    const payload = { username: 'admin', password: 'correct horse' }
    const login = await server.inject({ method: 'POST', url: '/auth/login', payload })
    const cookies = Object.fromEntries(login.cookies.map(({ name, value }) => [name, value]))
    expect((await server.inject({ url: '/api/v1/pools', cookies })).statusCode).toBe(200)
    expect((await server.inject({ url: '/api/experimental/pools', cookies })).statusCode).toBe(401)
  })
})

describeOnEachDatabase('the API of Airflow 1.10 that is not turned on', current => {
  const webserver = useWebserver(current)
  test('is not there', async () => {
    expect((await webserver().server.inject('/api/experimental/test')).statusCode).toBe(404)
  })
})

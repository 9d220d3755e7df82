import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { describeOnBroker } from '../broker.ts'
import { CeleryScene, NODE } from '../worker/celery/scene.ts'
import { createUsers, type Flower, PASSWORD, startFlower, untilAnswer } from './flower-scene.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('quick', { command: 'true' })
dag.bash('breaks', { command: 'exit 3' })
`

const ADMIN = `admin:${PASSWORD}`
const TASK = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'

describeOnBroker('Flower beside a worker', current => {
  let scene: CeleryScene
  let flower: Flower
  beforeAll(async () => {
    scene = await CeleryScene.open(current(), { dag: DAG })
    await createUsers(scene.home)
    flower = await startFlower(scene.home, { urlPrefix: 'monitor/flower' })
    await untilAnswer(flower, '/api/workers', ({ body }) => body[NODE]?.active_queues ?? null)
    await untilAnswer(flower, '/api/workers?status=1', ({ body }) => (body[NODE] === true ? true : null))
  })
  afterAll(async () => {
    await flower?.[Symbol.asyncDispose]()
    await scene?.[Symbol.asyncDispose]()
  })

  const untilEnded = (token: string, state: string) =>
    untilAnswer(flower, `/api/tasks?search=uuid:${token}`, ({ body }) =>
      body[token]?.state === state ? body[token] : null,
    )

  test('lists the worker with what it told, as Flower does', async () => {
    const { body } = await flower.ask('GET /api/workers?refresh=1')
    expect(Object.keys(body)).toEqual([NODE])
    expect(body[NODE]).toMatchObject({
      active_queues: [{ name: 'default' }],
      stats: { pool: { 'max-concurrency': 4 } },
      registered: ['airflow.providers.celery.executors.celery_executor_utils.execute_command'],
      timestamp: expect.any(Number),
    })
    expect((await flower.ask('GET /api/workers?workername=nobody')).text).toBe("Unknown worker 'nobody'")
  })

  test('tells of a task all that its events say, and what of Airflow it is', async () => {
    const request = await scene.runs.begin(await scene.createRun(), 'quick')
    await untilEnded(request.token, 'SUCCESS')
    const { body } = await flower.ask(`GET /api/task/info/${request.token}`)
    expect(body).toMatchObject({
      uuid: request.token,
      name: 'airflow.providers.celery.executors.celery_executor_utils.execute_command',
      worker: NODE,
      result: 'None',
      dag_id: 'scene',
      task_id: 'quick',
      run_id: request.runId,
      try_number: 1,
      airflow_state: 'success',
    })
    expect(body.received).toBeLessThanOrEqual(body.started)
    expect(body.started).toBeLessThanOrEqual(body.succeeded)
    const { body: listed } = await flower.ask(`GET /api/tasks?limit=1&search=${request.token}`)
    expect(Object.keys(listed)).toEqual([request.token])
    expect((await flower.ask('GET /api/task/types')).body).toEqual({ 'task-types': [TASK] })
    expect((await flower.ask(`GET /api/task/result/${request.token}`)).body).toEqual({
      'task-id': request.token,
      state: 'SUCCESS',
      result: null,
    })
  })

  test('shows the pages of a failed task, its worker and its queue', async () => {
    const request = await scene.runs.begin(await scene.createRun(), 'breaks')
    await untilEnded(request.token, 'FAILURE')
    const page = async (path: string) => (await flower.ask(`GET ${path}`)).text
    expect(await page('/')).toContain(`href="/monitor/flower/worker/${encodeURIComponent(NODE)}"`)
    expect(await page(`/worker/${NODE}?tab=queues`)).toContain('>default<')
    expect(await page('/tasks?search=state:FAILURE')).toContain(`/monitor/flower/task/${request.token}`)
    expect(await page(`/task/${request.token}`)).toContain('http://localhost:8080/dags/scene/grid?dag_run_id=')
    expect(await page('/broker')).toContain('default')
  })

  test('gives Prometheus the metrics of Flower, and those of the queues', async () => {
    const { token } = await scene.runs.begin(await scene.createRun(), 'quick')
    const { name } = await untilEnded(token, 'SUCCESS')
    const { text, headers } = await flower.ask('GET /metrics')
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4')
    expect(text).toMatch(
      new RegExp(`^flower_events_total{task="${name}",type="task-succeeded",worker="${NODE}"} \\d`, 'm'),
    )
    expect(text).toContain(`flower_worker_prefetched_tasks{task="${name}",worker="${NODE}"} 0.0`)
    expect(text).toContain(`flower_worker_online{worker="${NODE}"} 1.0`)
    expect(text).toMatch(/^flower_task_runtime_seconds_bucket\{le="\+Inf",task="[^"]+",worker="celery@scene"\} \d/m)
    expect(text).toContain('flower_queue_length{queue="default"} 0.0')
    expect((await flower.ask('GET /healthcheck')).text).toBe('OK')
  })

  test('tells how long the queues are', async () => {
    expect((await flower.ask('GET /api/queues/length')).body).toEqual({
      active_queues: [{ name: 'default', messages: 0 }],
    })
  })

  test('lets nobody act without signing in, and no user whose role may only look', async () => {
    const anonymous = await flower.ask(`POST /api/worker/pool/grow/${NODE}`)
    expect(anonymous.status).toBe(401)
    expect(anonymous.headers.get('www-authenticate')).toContain('Basic')
    expect((await flower.ask(`POST /api/worker/pool/grow/${NODE}`, { as: `viewer:${PASSWORD}` })).status).toBe(403)
    expect((await flower.ask('GET /api/workers', { as: 'admin:wrong' })).status).toBe(401)
    expect((await flower.ask(`GET /worker/${NODE}`)).text).not.toContain('<form')
  })

  test('lets operators act on workers, and records it', async () => {
    const grown = await flower.ask(`POST /api/worker/pool/grow/${NODE}?n=2`, { as: ADMIN })
    expect(grown).toMatchObject({ status: 200, body: { message: "Growing 'celery@scene' worker's pool by 2" } })
    const added = await flower.ask(`POST /api/worker/queue/add-consumer/${NODE}`, {
      as: `op:${PASSWORD}`,
      form: { queue: 'other' },
    })
    expect(added.body).toEqual({ message: 'add consumer other' })
    const { body } = await flower.ask(`GET /api/workers?refresh=1&workername=${NODE}`)
    expect(body[NODE].stats.pool['max-concurrency']).toBe(6)
    expect(body[NODE].active_queues.map((one: { name: string }) => one.name)).toEqual(['default', 'other'])
    const [latest, before] = await listAuditEvents(scene.home.database.kysely, { limit: 2 })
    expect(latest).toMatchObject({
      event: 'flower.add_consumer',
      owner: 'op',
      ownerDisplayName: 'Op Test',
      extra: JSON.stringify({ target: NODE, queue: 'other' }),
    })
    expect(before).toMatchObject({ event: 'flower.pool_grow', owner: 'admin' })
  })

  test('says what is wrong with an action', async () => {
    const act = async (path: string) => {
      const { status, text } = await flower.ask(`POST ${path}`, { as: ADMIN })
      return { status, text }
    }
    expect(await act('/api/worker/shutdown/nobody')).toEqual({ status: 404, text: "Unknown worker 'nobody'" })
    for (const path of [`/api/worker/shutdown/${NODE}`, `/api/task/revoke/1`, `/api/task/apply/${TASK}`])
      expect(await flower.ask(`GET ${path}`)).toMatchObject({ status: 405, text: 'Method Not Allowed' })
    expect(await act(`/api/worker/pool/grow/${NODE}?n=lots`)).toEqual({
      status: 400,
      text: "Invalid argument 'lots' of type 'int'",
    })
    expect(await act(`/api/worker/queue/add-consumer/${NODE}`)).toEqual({ status: 400, text: 'Missing argument queue' })
    expect(await act(`/api/task/timeout/work?workername=${NODE}&hard=3`)).toEqual({
      status: 404,
      text: "Unknown task 'work'",
    })
    expect(await act(`/api/task/timeout/${TASK}?workername=${NODE}&hard=3`)).toMatchObject({
      status: 403,
      text: expect.stringContaining("Failed to set timeouts: 'time limits are set by"),
    })
  })

  test('sends tasks, waits for their end, and records who sent them', async () => {
    const send = async (path: string, body: object) =>
      (await flower.ask(`POST /api/task/${path}`, { as: ADMIN, raw: JSON.stringify(body) })).body
    const command = ['airflow', 'tasks', 'run', 'scene', 'quick', 'no such run']
    const applied = await send(`apply/${TASK}`, { args: [command], timeout: 10 })
    expect(applied).toEqual({ 'task-id': expect.any(String), state: 'SUCCESS', result: null })
    expect(await send(`apply/${TASK}`, { args: [['rm', '-rf']], timeout: 10 })).toMatchObject({
      state: 'FAILURE',
      result: expect.stringMatching(/^AirflowException\(.*does not start with: airflow tasks run/),
    })
    expect(await send('apply/nope', {})).toBe("Unknown task 'nope'")
    const sent = await send('send-task/nope', { kwargs: { a: 1 }, task_id: 'mine', queue: 'default' })
    expect(sent).toEqual({ 'task-id': 'mine', state: 'PENDING' })
    const { body } = await flower.ask('GET /api/task/result/mine?timeout=10')
    expect(body).toEqual({ 'task-id': 'mine', state: 'FAILURE', result: "NotRegistered('nope')", traceback: null })
    expect(await listAuditEvents(scene.home.database.kysely, { limit: 1 })).toMatchObject([
      {
        event: 'flower.send_task',
        owner: 'admin',
        extra: JSON.stringify({ target: 'nope', task_id: 'mine', queue: 'default', args: '[]', kwargs: "{'a': 1}" }),
      },
    ])
  })

  test('waits no longer for a result than it was told', async () => {
    const request = await scene.runs.queued(await scene.createRun(), 'quick')
    const { body } = await flower.ask(`GET /api/task/result/${request.token}?timeout=0.2`)
    expect(body).toEqual({ 'task-id': request.token, state: 'PENDING' })
  })

  test('revokes a task, and the audit log names its DAG, task and run', async () => {
    const request = await scene.runs.begin(await scene.createRun(), 'quick')
    await untilEnded(request.token, 'SUCCESS')
    const { body } = await flower.ask(`POST /api/task/revoke/${request.token}?terminate=true`, { as: ADMIN })
    expect(body).toEqual({ message: `Revoked '${request.token}'` })
    await untilAnswer(flower, `/api/workers?refresh=1&workername=${NODE}`, ({ body: workers }) =>
      workers[NODE].revoked.includes(request.token) ? true : null,
    )
    expect(await listAuditEvents(scene.home.database.kysely, { limit: 1 })).toMatchObject([
      { event: 'flower.revoke', dagId: 'scene', taskId: 'quick', runId: request.runId },
    ])
  })

  test('takes forms of its own pages only, and goes back to the page', async () => {
    const { text } = await flower.ask(`GET /worker/${NODE}`, { as: ADMIN })
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1] as string
    const post = (form: Record<string, string>, headers = {}) =>
      flower.ask(`POST /worker/${NODE}/pool_shrink`, { as: ADMIN, form: { n: '1', ...form }, headers })
    expect((await post({})).status).toBe(403)
    expect((await post({ token }, { origin: 'http://elsewhere.example' })).status).toBe(403)
    expect((await post({ token }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const { status, headers } = await post({ token })
    expect(status).toBe(303)
    const back = headers.get('location') as string
    expect(back).toMatch(/^\/monitor\/flower\/worker\/celery%40scene\?tab=pool&notice=/)
    const { text: after } = await flower.ask(`GET ${back.slice('/monitor/flower'.length)}`, { as: ADMIN })
    expect(after).toContain('Shrinking &#39;celery@scene&#39; worker&#39;s pool by 1')
  })

  test('knows tasks of the time before it was started', async () => {
    const request = await scene.runs.begin(await scene.createRun(), 'breaks')
    await scene.runs.ended(request)
    await using later = await startFlower(scene.home)
    const { body } = await later.ask(`GET /api/task/info/${request.token}`)
    expect(body).toMatchObject({ state: 'FAILURE', airflow_state: 'failed', dag_id: 'scene', task_id: 'breaks' })
    expect((await later.ask('GET /api/tasks?search=task:breaks')).body).toHaveProperty(request.token)
    expect((await later.ask('GET /api/task/info/none')).status).toBe(404)
  })

  test('with users of its own shows nothing to others but whether it lives, and its metrics', async () => {
    await using closed = await startFlower(scene.home, { basicAuth: 'ops:s3cret' })
    expect((await closed.ask('GET /')).status).toBe(401)
    expect((await closed.ask('GET /api/tasks')).status).toBe(401)
    expect((await closed.ask('GET /api/workers', { as: 'ops:wrong' })).status).toBe(401)
    expect((await closed.ask('GET /healthcheck')).status).toBe(200)
    expect((await closed.ask('GET /metrics')).status).toBe(200)
    expect((await closed.ask('GET /', { as: `viewer:${PASSWORD}` })).status).toBe(200)
    await untilAnswer({ ...closed, ask: what => closed.ask(what, { as: 'ops:s3cret' }) }, '/api/workers', ({ body }) =>
      NODE in body ? true : null,
    )
    const { status } = await closed.ask(`POST /api/worker/pool/shrink/${NODE}`, { as: 'ops:s3cret' })
    expect(status).toBe(200)
  })

  test('lets nobody try passwords without end', async () => {
    await using closed = await startFlower(scene.home, { basicAuth: 'ops:s3cret' })
    const guess = async (as: string) => (await closed.ask('GET /', { as })).status
    for (let index = 0; index < 10; index += 1) expect(await guess(`ops:${index}`)).toBe(401)
    expect(await guess('ops:s3cret')).toBe(429)
    for (let index = 0; index < 10; index += 1) expect(await guess(`user:${index}`)).toBe(401)
    expect(await guess(`user:${PASSWORD}`)).toBe(429)
  })

  test('says that a worker has gone', async () => {
    await scene.stopped()
    await untilAnswer(flower, '/api/workers?status=1', ({ body }) => (body[NODE] === false ? true : null))
    expect((await flower.ask('GET /metrics')).text).toContain(`flower_worker_online{worker="${NODE}"} 0.0`)
    expect((await flower.ask('GET /')).text).toContain('Offline')
  })
})

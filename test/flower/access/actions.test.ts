import { afterAll, beforeAll, expect, test } from 'vitest'
import { countAuditEvents, listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { LIMIT_ACTIONS, TASK_ACTIONS } from '../../../runtime/flower/cluster/task-actions.ts'
import { WORKER_ACTIONS } from '../../../runtime/flower/cluster/worker-actions.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { CeleryScene, NODE } from '../../worker/celery/scene.ts'
import { createUsers, type Flower, PASSWORD, startFlower, untilAnswer } from '../flower-scene.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('quick', { command: 'true' })
`

const ADMIN = `admin:${PASSWORD}`
const TASK = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'
const FORM = { n: '1', min: '1', max: '2', queue: 'more', workername: NODE, hard: '3', ratelimit: '1/m' }

interface Way {
  readonly path: string
  readonly event: string
  readonly target: string
  readonly isForm: boolean
}

// What stops the worker comes last.
const byShutdown = [...WORKER_ACTIONS].sort((a, b) => Number(a.name === 'shutdown') - Number(b.name === 'shutdown'))
const actions = [
  ...TASK_ACTIONS.map(action => ({ kind: 'task', api: 'task', target: 'no-task', action })),
  ...LIMIT_ACTIONS.map(action => ({ kind: 'limit', api: 'task', target: TASK, action })),
  ...byShutdown.map(action => ({ kind: 'worker', api: 'worker', target: NODE, action })),
]
const sendings = ['apply', 'async-apply', 'send-task']

/** Every way to act: under Flower's API, and by a form of our pages. */
const WAYS: readonly Way[] = [
  ...sendings.map(name => ({
    path: `/api/task/${name}/${TASK}`,
    event: `flower.${name.replace('-', '_')}`,
    target: TASK,
    isForm: false,
  })),
  ...actions.flatMap(({ kind, api, target, action: { path, name } }) => {
    const about = { event: `flower.${name}`, target }
    return [
      { path: `/${kind}/${encodeURIComponent(target)}/${name}`, ...about, isForm: true },
      { path: `/api/${api}/${path}/${encodeURIComponent(target)}`, ...about, isForm: false },
    ]
  }),
]

describeOnBroker('Actions of flower', current => {
  let scene: CeleryScene
  let flower: Flower
  let token = ''
  beforeAll(async () => {
    scene = await CeleryScene.open(current(), { dag: DAG })
    await createUsers(scene.home)
    flower = await startFlower(scene.home)
    await untilAnswer(flower, '/api/workers', ({ body }) => body[NODE]?.registered ?? null)
    // A worker counts as offline until its first heartbeat, and its page has no forms so long.
    const formToken = async () => {
      const { text } = await flower.ask(`GET /worker/${NODE}`, { as: ADMIN })
      return /name="token" value="([^"]+)"/.exec(text)?.[1] ?? null
    }
    token = await eventually(formToken, { withinMs: 20_000, what: 'a page with forms' })
  })
  afterAll(async () => {
    await flower?.[Symbol.asyncDispose]()
    await scene?.[Symbol.asyncDispose]()
  })

  const recorded = () => countAuditEvents(scene.home.database.kysely, { limit: 1 })
  const post = (to: Flower, { path, isForm }: Way, asking: { as?: string; headers?: Record<string, string> }) =>
    isForm || !path.startsWith('/api/task/')
      ? to.ask(`POST ${path}`, { form: { ...FORM, token }, ...asking })
      : to.ask(`POST ${path}?workername=${NODE}&hard=3&ratelimit=1/m`, { raw: '{"timeout":0.1}', ...asking })

  test.each(WAYS)('are refused to those who may not act: $path', async way => {
    const before = await recorded()
    const anonymous = await post(flower, way, {})
    expect(anonymous.status).toBe(401)
    expect(anonymous.headers.get('www-authenticate')).toContain('Basic realm="flower"')
    expect((await post(flower, way, { as: `viewer:${PASSWORD}` })).status).toBe(403)
    expect((await post(flower, way, { as: `user:${PASSWORD}` })).status).toBe(403)
    const elsewhere = { as: ADMIN, headers: { origin: 'https://elsewhere.example' } }
    expect((await post(flower, way, elsewhere)).status).toBe(403)
    expect((await post(flower, way, { as: ADMIN, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    if (way.isForm) expect((await flower.ask(`POST ${way.path}`, { as: ADMIN, form: FORM })).status).toBe(403)
    expect(await recorded()).toBe(before)
  })

  test('are refused to everybody where read_only is set', async () => {
    await using still = await startFlower(scene.home, { basicAuth: 'ops:s3cret' }, { FLOWER_READ_ONLY: 'true' })
    for (const way of WAYS) {
      const { status, text } = await post(still, way, { as: 'ops:s3cret' })
      expect([way.path, status, text]).toEqual([way.path, 403, expect.stringContaining('Read only mode is enabled')])
    }
    expect((await still.ask(`GET /worker/${NODE}`, { as: 'ops:s3cret' })).text).not.toContain('<form')
  })

  test('take no form token of somebody else', async () => {
    const way = WAYS.find(({ isForm }) => isForm) as Way
    const { status, text } = await post(flower, way, { as: `op:${PASSWORD}` })
    expect([status, text]).toEqual([403, expect.stringContaining('The form is too old, or of somebody else')])
  })

  test('are all recorded in the audit log, with who and what', async () => {
    for (const way of WAYS) {
      const { status } = await post(flower, way, { as: ADMIN })
      expect([way.path, status]).toEqual([way.path, expect.toBeOneOf([200, 303, 403])])
      const [event] = await listAuditEvents(scene.home.database.kysely, { limit: 1 })
      expect(event).toMatchObject({ event: way.event, owner: 'admin', ownerDisplayName: 'Admin Test' })
      expect(JSON.parse(event?.extra ?? '')).toMatchObject({ target: way.target })
      expect(event?.extra).not.toContain(token)
    }
  }, 30_000)

  test('are not done where they cannot be recorded', async () => {
    await scene.home.database.kysely.schema.alterTable('log').renameTo('log_away').execute()
    const { status } = await flower.ask('POST /api/task/send-task/x', { as: ADMIN, raw: '{"task_id":"never"}' })
    await scene.home.database.kysely.schema.alterTable('log_away').renameTo('log').execute()
    expect(status).toBe(500)
    expect((await flower.ask('GET /api/task/result/never?timeout=0.3')).body).toMatchObject({ state: 'PENDING' })
  })
})

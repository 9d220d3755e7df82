import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { CeleryScene, NODE } from '../worker/celery/scene.ts'
import type { Asking } from './ask.ts'
import { createUsers, type Flower, PASSWORD, startFlower, untilAnswer } from './flower-scene.ts'
import {
  hasFlower,
  type PythonApp,
  type PythonFlower,
  startPythonFlower,
  startPythonWorker,
} from './python/python-flower.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('quick', { command: 'true' })
`

const isInstalled = hasFlower()

describeOnBroker('Flower of Python', current => {
  test.skipIf(!isInstalled)('sees the same worker and the same task as ours', async () => {
    await using scene = await CeleryScene.open(current(), { dag: DAG })
    await using ours = await startFlower(scene.home)
    await using python = await startPythonFlower(current().url)
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
    const theirs = async (path: string): Promise<any> => (await python.ask(`GET ${path}`)).body
    await eventually(async () => ((await theirs('/api/workers?status=1'))[NODE] ? true : null), {
      withinMs: 20_000,
      what: 'Flower of Python sees our worker',
    })
    const { token } = await scene.runs.begin(await scene.createRun(), 'quick')
    const ended = (tasks: Record<string, { state: string }>) =>
      tasks[token]?.state === 'SUCCESS' ? tasks[token] : null
    const their = await eventually(async () => ended(await theirs('/api/tasks')), {
      withinMs: 10_000,
      what: 'the task',
    })
    const our = await untilAnswer(ours, '/api/tasks', ({ body }) => ended(body))
    const { clock: _theirClock, ...fields } = their as Record<string, unknown>
    expect(our).toMatchObject(fields)
    await expectSameWorker(ours, await theirs('/api/workers?refresh=1'))
    expect(metricNames((await python.ask('GET /metrics')).text)).toEqual(
      metricNames((await ours.ask('GET /metrics')).text).filter(name => !name.startsWith('flower_queue')),
    )
  })
})

async function expectSameWorker(ours: Flower, theirs: Record<string, Record<string, unknown>>): Promise<void> {
  const our = (await ours.ask('GET /api/workers?refresh=1')).body
  expect(Object.keys(our)).toEqual(Object.keys(theirs))
  for (const method of ['active_queues', 'registered', 'conf'])
    expect(our[NODE][method]).toEqual(theirs[NODE]?.[method])
}

/** With their labels, but without those of Python itself. */
const metricNames = (text: string): string[] =>
  [...new Set(text.match(/^flower_[a-z_]+\{[^}]*\}/gm))].filter(name => !name.includes('_created{')).sort()

const WORKER = 'celery@python'
const ADMIN = `admin:${PASSWORD}`

const json = (value: unknown): Asking => ({ raw: JSON.stringify(value) })

/** What both are asked about the worker, in this order. */
const QUESTIONS: readonly (readonly [what: string, asking?: Asking])[] = [
  ['POST /api/task/apply/tasks.add', json({ args: [1, 2] })],
  ['POST /api/task/apply/tasks.add', json({ args: ['a', 'b'] })],
  ['POST /api/task/apply/tasks.fail', json({ kwargs: { message: "it's" } })],
  ['POST /api/task/apply/tasks.add', json({ args: [1, 2], countdown: 60, timeout: 0.3 })],
  ['POST /api/task/apply/nope', json({ args: [1, 2] })],
  ['POST /api/task/apply/tasks.add', json({ args: 3 })],
  ['POST /api/task/apply/tasks.add', json([1])],
  ['POST /api/task/apply/tasks.add', json({ timeout: 'x' })],
  ['POST /api/task/apply/tasks.add', json({ eta: '2026-11-22' })],
  ['POST /api/task/apply/tasks.add', json({ expires: 'soon' })],
  ['POST /api/task/async-apply/tasks.add', json({ args: [1, 2], countdown: '60' })],
  ['POST /api/task/async-apply/nope', {}],
  ['POST /api/task/send-task/tasks.nope', json({ args: [1, 2], queue: 'celery' })],
  ['GET /api/workers?workername=nobody'],
  ['GET /api/workers?status=1'],
  ['GET /api/workers?refresh=perhaps'],
  ['POST /api/worker/shutdown/nobody'],
  ['POST /api/worker/pool/restart/nobody'],
  [`POST /api/worker/pool/restart/${WORKER}`],
  ['POST /api/worker/pool/grow/nobody'],
  [`POST /api/worker/pool/grow/${WORKER}?n=lots`],
  [`POST /api/worker/pool/grow/${WORKER}`],
  [`POST /api/worker/pool/shrink/${WORKER}?n=1`],
  [`POST /api/worker/pool/autoscale/${WORKER}?min=1`],
  [`POST /api/worker/pool/autoscale/${WORKER}?min=1&max=x`],
  [`POST /api/worker/pool/autoscale/${WORKER}`, { form: { min: '1', max: '2' } }],
  [`POST /api/worker/queue/add-consumer/${WORKER}`],
  [`POST /api/worker/queue/add-consumer/${WORKER}?queue=more`],
  [`POST /api/worker/queue/cancel-consumer/${WORKER}?queue=more`],
  ['POST /api/task/timeout/tasks.add'],
  ['POST /api/task/timeout/nope?workername=nobody'],
  ['POST /api/task/timeout/tasks.add?workername=nobody'],
  [`POST /api/task/timeout/tasks.add?workername=${WORKER}&hard=x`],
  [`POST /api/task/timeout/tasks.add`, { form: { workername: WORKER, hard: '20', soft: '10' } }],
  [`POST /api/task/rate-limit/tasks.add?workername=${WORKER}`],
  [`POST /api/task/rate-limit/tasks.add?workername=${WORKER}&ratelimit=bogus`],
  [`POST /api/task/rate-limit/tasks.add?workername=${WORKER}&ratelimit=100/s`],
  ['POST /api/task/revoke/nope?terminate=perhaps'],
  ['POST /api/task/revoke/nope?terminate=1&signal=SIGKILL'],
  ['POST /api/task/abort/nope-2'],
  ['GET /api/task/info/nope'],
  ['GET /api/task/result/nope'],
  ['GET /api/task/result/nope?timeout=x'],
  ['GET /api/task/result/nope?timeout=0.2'],
  ['GET /api/task/types'],
  ['GET /api/tasks?limit=x'],
  ['GET /api/tasks?sort_by=nope'],
  ['GET /api/tasks?received_start=nope'],
  ['GET /api/tasks?received_end=2000-01-01%2000:00'],
  ['GET /api/tasks?state=NOPE'],
  ...[
    ...[
      '(',
      '()',
      '(tasks',
      'tasks)',
      'tasks AND',
      'tasks OR OR x',
      'AND tasks',
      'tasks "wor',
      'state:',
      '""',
      '-tasks',
    ],
    ...[
      'NOT tasks',
      '((((((tasks))))))',
      'tas '.repeat(129),
      'x'.repeat(2049),
      'state:NOPE',
      'state:SUCCESS AND state:FAILURE',
    ],
    ...['name:nowhere', 'worker:nowhere OR (name:nowhere tasks)'],
  ].map(search => [`GET /api/tasks?search=${encodeURIComponent(search)}`] as const),
  ['GET /healthcheck'],
]

describeOnBroker('Flower of Python beside a worker of Python', current => {
  let scene: CeleryScene
  let app: PythonApp
  let python: PythonFlower
  let ours: Flower
  beforeAll(async () => {
    if (!isInstalled) return
    scene = await CeleryScene.idle(current(), { dag: DAG, env: { AIRFLOW__OPERATORS__DEFAULT_QUEUE: 'celery' } })
    await createUsers(scene.home)
    app = await startPythonWorker(current().url, WORKER)
    python = await startPythonFlower(current().url, { app })
    ours = await startFlower(scene.home)
    for (const { ask } of [python, ours])
      await eventually(async () => knows((await ask('GET /api/workers?refresh=1')).body), {
        withinMs: 20_000,
        what: 'it knows the worker',
      })
  }, 90_000)
  afterAll(async () => {
    for (const one of [ours, python, app, scene]) await one?.[Symbol.asyncDispose]()
  })

  test.skipIf(!isInstalled)(
    'gives the same answers, status codes and errors as ours to every question',
    async () => {
      const their = await answers(python, {})
      const our = await answers(ours, { as: ADMIN })
      expect(our).toEqual(their)
      const shutdown = `POST /api/worker/shutdown/${WORKER}`
      expect((await ours.ask(shutdown, { as: ADMIN })).body).toEqual((await python.ask(shutdown)).body)
    },
    60_000,
  )
})

const knows = (workers: Record<string, { active_queues?: unknown; registered?: unknown }>): true | null =>
  workers[WORKER]?.active_queues && workers[WORKER]?.registered ? true : null

async function answers({ ask }: Pick<PythonFlower, 'ask'>, as: Asking): Promise<unknown[]> {
  const given: unknown[] = []
  for (const [what, asking] of QUESTIONS) {
    const { status, body } = await ask(what, { ...asking, ...as })
    given.push({ what, status, body: typeof body === 'string' ? body : withoutIds(body) })
  }
  return given
}

/** Each sends tasks of its own. */
const withoutIds = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'))

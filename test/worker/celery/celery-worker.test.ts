import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inTransaction } from '../../../runtime/db/database.ts'
import type { AttemptRequest } from '../../../runtime/model/attempt.ts'
import { receiveEvents } from '../../../runtime/queue/monitor/event-receiver.ts'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { CeleryScene, NODE, type SceneOptions } from './scene.ts'

/** Every task writes down that it starts and that it ends; a callback is part of its task. */
const DAG = `
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dag } from 'slipstream'
const trace = process.env.AIRFLOW_HOME + '/trace'
const dag = new Dag('scene')
const traced = (work: string) => 'echo "start $AIRFLOW_CTX_TASK_ID" >> $AIRFLOW_HOME/trace; ' + work + '; echo "end $AIRFLOW_CTX_TASK_ID" >> $AIRFLOW_HOME/trace'
for (let i = 0; i < 10; i += 1) dag.bash('quick' + i, { command: traced('sleep 0.05') }, { queue: i % 2 ? 'default' : 'other' })
for (let i = 0; i < 3; i += 1) dag.bash('called_back' + i, { command: 'true' }, {
  onSuccess: async ({ taskId }) => { appendFileSync(trace, 'start ' + taskId + '\\n'); await sleep(200); appendFileSync(trace, 'end ' + taskId + '\\n') },
})
dag.bash('waits', { command: traced('while test ! -e $AIRFLOW_HOME/go; do sleep 0.05; done') }, { retries: 1 })
dag.bash('waits_too', { command: traced('while test ! -e $AIRFLOW_HOME/go; do sleep 0.05; done') })
dag.bash('once', { command: traced('true') })
dag.bash('again', { command: traced('true') }, { retries: 1 })
`

describeOnBroker('A worker', current => {
  const open = (options: Omit<SceneOptions, 'dag'> = {}) => CeleryScene.open(current(), { dag: DAG, ...options })
  const trace = ({ home }: CeleryScene): string[] => {
    try {
      return readFileSync(join(home.home, 'trace'), 'utf8').trim().split('\n')
    } catch {
      return []
    }
  }
  const untilTraced = (scene: CeleryScene, line: string) =>
    eventually(async () => trace(scene).includes(line) || null, { withinMs: 5000, what: `"${line}"` })
  const started = async (scene: CeleryScene, taskId: string): Promise<AttemptRequest> => {
    const request = await scene.runs.begin(await scene.createRun(), taskId)
    await untilTraced(scene, `start ${taskId}`)
    return request
  }
  const set = ({ home }: CeleryScene, { token }: AttemptRequest, state: 'failed' | 'success') =>
    home.database.kysely.updateTable('task_instance').set({ state }).where('external_executor_id', '=', token).execute()
  const untilState = (scene: CeleryScene, request: AttemptRequest, state: string, withinMs = 5000) =>
    eventually(async () => ((await scene.runs.now(request)).state === state ? true : null), { withinMs, what: state })

  test('runs no more tasks at once than it has slots, from however many queues they come', async () => {
    await using scene = await open({ concurrency: 1, queues: ['default', 'other'] })
    const run = await scene.createRun()
    const requests = await Promise.all(
      Array.from({ length: 10 }, (_, index) => scene.runs.queued(run, `quick${index}`)),
    )
    await scene.executor.queue(requests)
    for (const request of requests) expect((await scene.runs.ended(request)).state).toBe('success')
    expect(mostAtOnce(trace(scene))).toBe(1)
  })

  test('counts a task whose callbacks still run as one that runs', async () => {
    await using scene = await open({ concurrency: 1 })
    const run = await scene.createRun()
    const requests = await Promise.all([0, 1, 2].map(index => scene.runs.queued(run, `called_back${index}`)))
    await scene.executor.queue(requests)
    for (const index of [0, 1, 2]) await untilTraced(scene, `end called_back${index}`)
    expect(mostAtOnce(trace(scene))).toBe(1)
  })

  test('that is full takes more as soon as pool_grow gives it slots', async () => {
    await using scene = await open({ concurrency: 1 })
    await started(scene, 'waits')
    await scene.runs.begin(await scene.createRun(), 'waits_too')
    await untilQueued(scene, 'default', 1)
    expect(await scene.tell('pool_grow', { n: 1 })).toEqual({ ok: 'pool will grow' })
    await untilTraced(scene, 'start waits_too')
  })

  test('gives back what it had claimed but not begun when it has to end, without a process and as the same try', async () => {
    await using scene = await open()
    const request = await scene.runs.queued(await scene.createRun(), 'once')
    await inTransaction(scene.home.database, async db => {
      // The claim has to wait for this transaction.
      await db.updateTable('job').set({ unixname: 'writing' }).execute()
      await scene.executor.queue([request])
      await eventually(async () => ((await scene.tell('reserved')) as object[] | undefined)?.[0] ?? null, {
        withinMs: 5000,
        what: 'a message that is being claimed',
      })
      scene.stop.abort()
      scene.deadline.abort()
      const consumers = () =>
        scene.broker.withChannel(async channel => (await channel.checkQueue('default')).consumerCount)
      await eventually(async () => ((await consumers()) === 0 ? true : null), { withinMs: 5000, what: 'no consumer' })
    })
    await untilState(scene, request, 'scheduled')
    expect((await scene.runs.now(request)).instance.tryNumber).toBe(1)
    await scene.stopped()
    expect(trace(scene)).toEqual([])
    expect(scene.runs.logOf(request)).toContain('The worker is stopping: the task will be queued again')
  })

  test.each([
    ['TERM', 'retries', 'waits', 'up_for_retry', 15],
    ['SIGKILL', 'no retries', 'waits_too', 'failed', 9],
  ] as const)('fails what is revoked with terminate and %s, with %s', async (signal, _, taskId, state, signum) => {
    await using scene = await open()
    const told: object[] = []
    const receiver = receiveEvents(scene.broker, {
      lamport: new LamportClock(),
      onEvent: event => event.type.startsWith('task-') && told.push(event),
    })
    await eventually(async () => (await scene.tell('enable_events')) ?? null, { withinMs: 5000, what: 'events' })
    const request = await started(scene, taskId)
    expect(await scene.tell('revoke', { task_id: request.token, terminate: true, signal })).toEqual({
      ok: `terminate: ${request.token}`,
    })
    await untilState(scene, request, state)
    expect(scene.runs.logOf(request)).toContain('Task received SIGTERM signal: it was revoked with terminate')
    await eventually(async () => told.find(event => Object.values(event).includes('task-revoked')) ?? null, {
      withinMs: 5000,
      what: 'task-revoked',
    })
    await receiver.close()
    expect(told).toContainEqual(expect.objectContaining({ type: 'task-revoked', terminated: true, signum }))
    expect(told).not.toContainEqual(expect.objectContaining({ type: expect.stringMatching(/failed|retried/) }))
  })

  test('grows up to its most slots while messages wait, and shrinks to the fewest when they are done', async () => {
    process.env['AUTOSCALE_KEEPALIVE'] = '0.5'
    await using scene = await open({ autoscale: { most: 2, fewest: 1 } })
    delete process.env['AUTOSCALE_KEEPALIVE']
    const pool = async () => {
      const { pool, autoscaler } = (await scene.tell('stats')) as Record<string, Record<string, number>>
      return [pool?.['max-concurrency'], autoscaler?.['min'], autoscaler?.['max'], autoscaler?.['qty']]
    }
    expect(await pool()).toEqual([1, 1, 2, 0])
    await started(scene, 'waits')
    await started(scene, 'waits_too')
    expect(await pool()).toEqual([2, 1, 2, 2])
    const third = await scene.runs.begin(await scene.createRun(), 'waits')
    await untilQueued(scene, 'default', 1)
    expect(await scene.tell('autoscale', { max: 3, min: 0 })).toEqual({ ok: 'autoscale now max=3 min=0' })
    await scene.executor.queue([await scene.runs.queued(await scene.createRun(), 'once')])
    await eventually(async () => ((await pool())[0] === 3 ? true : null), { withinMs: 5000, what: 'three slots' })
    await scene.home.write('../go', '')
    await untilState(scene, third, 'success')
    await eventually(async () => ((await pool())[0] === 0 ? true : null), { withinMs: 8000, what: 'no slots' })
    const last = await scene.runs.begin(await scene.createRun(), 'again')
    await untilState(scene, last, 'success')
  })

  test('that is stopping still ends what is set by hand, also without being told', async () => {
    await using scene = await open()
    const request = await started(scene, 'waits')
    scene.stop.abort()
    await scene.untilLogged('Worker stopping')
    await set(scene, request, 'failed')
    const sinceMs = performance.now()
    await scene.stopped()
    expect(performance.now() - sinceMs).toBeLessThan(8000)
    expect(scene.runs.logOf(request)).toContain('State of this instance has been externally set to failed')
  })

  test('goes on showing a task as active when its message comes a second time', async () => {
    await using scene = await open()
    const request = await started(scene, 'waits')
    const active = await scene.tell('active')
    expect(active).toMatchObject([{ id: request.token, hostname: NODE }])
    await scene.executor.queue([request])
    await scene.untilLogged(`Task ${request.token} is not able to be run`)
    expect(await scene.tell('active')).toEqual(active)
    await scene.home.write('../go', '')
    expect((await scene.runs.ended(request)).state).toBe('success')
    expect(trace(scene)).toEqual(['start waits', 'end waits'])
  })

  test('fails an attempt that was revoked before it started, with a retry where one is left', async () => {
    await using scene = await open()
    const [once, again] = (await Promise.all(
      ['once', 'again'].map(async taskId => scene.runs.queued(await scene.createRun(), taskId)),
    )) as [AttemptRequest, AttemptRequest]
    await scene.tell('revoke', { task_id: [once.token, again.token] })
    await scene.executor.queue([once, again])
    await untilState(scene, once, 'failed')
    await untilState(scene, again, 'up_for_retry')
    expect(trace(scene)).toEqual([])
  })

  test('listens to no commands where worker_enable_remote_control is off', async () => {
    const options = { dag: DAG, env: { AIRFLOW__CELERY__WORKER_ENABLE_REMOTE_CONTROL: 'False' } }
    await using scene = await CeleryScene.idle(current(), options)
    scene.startWorker(options)
    await scene.runs.run('scene', 'once')
    expect(await scene.tell('ping')).toBeUndefined()
  })

  test('passes over what is no event on the wake exchange', async () => {
    await using scene = await open()
    await scene.broker.withChannel(async channel => {
      channel.publish('slipstream.wake', '', Buffer.from('not JSON'))
      channel.publish('slipstream.wake', '', Buffer.from('null'))
    })
    const request = await started(scene, 'waits')
    await set(scene, request, 'failed')
    scene.executor.recheck(request)
    await eventually(async () => scene.runs.logOf(request).includes('externally set to failed') || null, {
      withinMs: 3000,
      what: 'its end',
    })
    expect(scene.home.lines.filter(line => line.includes('closed the channel'))).toEqual([])
  })

  test('is not harmed by events that come while it waits for the database at its start', async () => {
    await using scene = await CeleryScene.idle(current(), { dag: DAG })
    await inTransaction(scene.home.database, async db => {
      await db.updateTable('job').set({ unixname: 'writing' }).execute()
      scene.startWorker()
      for (let events = 0; events < 50; events += 1) {
        scene.executor.recheck(null)
        await sleep(10)
      }
    })
    await scene.untilLogged('Worker celery@scene takes up to')
    expect(scene.home.lines.filter(line => line.includes('closed the channel'))).toEqual([])
  })

  test('takes the next message when the database would have neither the claim of an attempt nor its failure', async () => {
    await using scene = await open()
    const run = await scene.createRun()
    const [first, second] = [await scene.runs.queued(run, 'once'), await scene.runs.queued(run, 'again')]
    const { kysely } = scene.home.database
    await sql`CREATE TRIGGER refuse BEFORE UPDATE ON task_instance BEGIN SELECT RAISE(FAIL, 'read-only'); END`.execute(
      kysely,
    )
    await scene.executor.queue([first])
    await scene.untilLogged('failed inside the worker', 15_000)
    await sql`DROP TRIGGER refuse`.execute(kysely)
    await scene.executor.queue([second])
    await untilState(scene, first, 'success')
    await untilState(scene, second, 'success')
  })
})

function mostAtOnce(lines: readonly string[]): number {
  let [running, most] = [0, 0]
  for (const line of lines) {
    running += line.startsWith('start') ? 1 : -1
    most = Math.max(most, running)
  }
  return most
}

async function untilQueued(scene: CeleryScene, queue: string, count: number): Promise<void> {
  const depth = () => scene.broker.withChannel(async channel => (await channel.checkQueue(queue)).messageCount)
  await eventually(async () => ((await depth()) === count ? true : null), {
    withinMs: 5000,
    what: `${count} in ${queue}`,
  })
}

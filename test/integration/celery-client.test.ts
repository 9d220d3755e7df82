import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskInstanceState } from '../../runtime/model/states.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { brokerBinary } from '../broker-server.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import { hasCelery, runPythonBesideCelery } from '../queue/celery.ts'
import { Cluster, exitOf, type Program, says } from './cluster/cluster.ts'

const NODE = 'celery@ours'
const TASK_NAME = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'

/** By node. */
type Answer = Readonly<Record<string, unknown>>

type Inspected = Readonly<Record<'ping' | 'active' | 'reserved' | 'stats' | 'registered' | 'queues' | 'query', Answer>>

/** Every attempt writes down that it starts; some wait for a file. */
const dagFile = (folder: string): string => `
import { Dag } from 'slipstream'
const dag = new Dag('sent')
const note = 'echo "$AIRFLOW_CTX_TASK_ID" >> ${folder}/trace'
for (let i = 0; i < 9; i += 1) dag.bash('quick' + i, { command: note }, { queue: i === 8 ? 'extra' : 'default' })
for (let i = 0; i < 4; i += 1) dag.bash('waits' + i, { command: note + '; while test ! -e ${folder}/go; do sleep 0.1; done' })
dag.bash('retried', { command: note + '; sleep 600' }, { retries: 1 })
`

describe.skipIf(serverBinary() === null || brokerBinary() === null || !hasCelery())('With a real Celery client', () => {
  describeOnBroker('a worker', current => {
    let database: TestDatabase
    let cluster: Cluster
    let worker: Program
    let folder: string
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url })
      folder = join(cluster.head.home, 'notes')
      mkdirSync(folder)
      writeFileSync(join(folder, 'trace'), '')
      cluster.head.addDag('sent', dagFile(folder))
      await cluster.head.run('dags', 'reserialize')
      await cluster.trigger('sent', 'r1')
      worker = await cluster.worker('ours', { concurrency: 2 })
    })
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
      await database?.[Symbol.asyncDispose]()
    })

    /** Runs Python with Celery's `app`, its `control` and `inspect` for our node, and `send`; @returns what it printed. */
    async function python<T>(program: string): Promise<T> {
      await using client = runPythonBesideCelery(current().url, `${PRELUDE}\n${program}`)
      expect(await client.ended(), client.output()).toBe(0)
      return JSON.parse(client.output().trim().split('\n').at(-1) ?? '') as T
    }
    const trace = () => readFileSync(join(folder, 'trace'), 'utf8').split('\n').filter(Boolean)
    const rows = () => cluster.database.kysely.updateTable('task_instance')
    /** What Airflow's own scheduler would leave behind before it sends the message. */
    const queue = (...taskIds: string[]) => rows().set({ state: 'queued' }).where('task_id', 'in', taskIds).execute()
    const stateOf = async (taskId: string): Promise<TaskInstanceState | null> => {
      const found = cluster.database.kysely.selectFrom('task_instance').select('state').where('task_id', '=', taskId)
      return (await found.executeTakeFirstOrThrow()).state as TaskInstanceState | null
    }
    const reaches = (taskId: string, state: string) =>
      eventually(async () => ((await stateOf(taskId)) === state ? true : null), {
        withinMs: 5000,
        what: `${taskId} ${state}`,
      })

    test('runs a task instance that is queued without a token once, however many messages come', async () => {
      await queue('quick0')
      const ids = [randomUUID(), randomUUID()]
      await python(`for id in ${JSON.stringify([...ids, ...ids])}: send('quick0', id)\nprint(1)`)
      await reaches('quick0', 'success')
      for (const id of ids.slice(1)) await says(worker, `Task ${id} is not able to be run`)
      expect(trace()).toEqual(['quick0'])
    })

    test('runs nothing for a task instance that is not queued, or that does not exist', async () => {
      const ids = Array.from({ length: 5 }, () => randomUUID())
      await rows()
        .set({ state: 'queued', external_executor_id: 'of another attempt' })
        .where('task_id', '=', 'quick2')
        .execute()
      await python(`
send('quick1', '${ids[0]}')
send('quick2', '${ids[1]}')
send('nowhere', '${ids[2]}')
send('quick1', '${ids[3]}', run='no such run')
send('quick1', '${ids[4]}', dag='no_such_dag')
print(1)`)
      for (const id of ids) await says(worker, `Task ${id} is not able to be run`)
      expect([await stateOf('quick1'), await stateOf('quick2')]).toEqual([null, 'queued'])
      expect(trace()).toEqual(['quick0'])
    })

    test('answers inspect', async () => {
      await queue('waits0')
      const id = randomUUID()
      await python(`send('waits0', '${id}')\nprint(1)`)
      await reaches('waits0', 'running')
      const { ping, active, reserved, stats, registered, queues, query } = await python<Inspected>(INSPECT(id))
      expect(ping).toEqual({ [NODE]: { ok: 'pong' } })
      expect(active[NODE]).toMatchObject([
        {
          id,
          name: TASK_NAME,
          hostname: NODE,
          acknowledged: true,
          args: [expect.arrayContaining(['sent', 'waits0', 'r1'])],
        },
      ])
      expect(reserved[NODE]).toEqual([])
      expect(stats[NODE]).toMatchObject({ pid: worker.pid, total: { [TASK_NAME]: 2 }, pool: { 'max-concurrency': 2 } })
      expect(registered[NODE]).toEqual([TASK_NAME])
      expect(queues[NODE]).toMatchObject([{ name: 'default', routing_key: 'default', exchange: { name: 'default' } }])
      expect(query[NODE]).toMatchObject({ [id]: ['active', { id }] })
    })

    test('ends a task that is revoked with terminate, and fails one that is revoked before it comes', async () => {
      await queue('quick3', 'retried')
      const id = randomUUID()
      await python(`send('retried')\nprint(1)`)
      await reaches('retried', 'running')
      const answers = await python<object[]>(`
running = [task['id'] for task in list(inspect.active().values())[0]]
answers = control.revoke([*running, '${id}'], destination=[NODE], terminate=True, reply=True, timeout=5)
send('quick3', '${id}')
print(json.dumps(answers))`)
      expect(answers).toMatchObject([{ [NODE]: { ok: expect.stringContaining('terminate: ') } }])
      await reaches('waits0', 'failed')
      await reaches('retried', 'up_for_retry')
      await reaches('quick3', 'failed')
      expect(trace()).not.toContain('quick3')
    })

    test('keeps tasks with a countdown until they are due, others running meanwhile; one that expired fails', async () => {
      await queue('quick4', 'quick5', 'quick6', 'quick7')
      const [later, soon, late] = [randomUUID(), randomUUID(), randomUUID()]
      const scheduled = await python<object[]>(`
send('quick4', '${later}', countdown=600)
send('quick5', '${soon}', countdown=6)
send('quick6', '${late}', countdown=1, expires=0.5)
send('quick7')
while len(scheduled := inspect.scheduled()[NODE]) < 2: pass
print(json.dumps(scheduled))`)
      const request = (id: string) => expect.objectContaining({ request: expect.objectContaining({ id }) })
      expect(scheduled).toEqual(expect.arrayContaining([request(later), request(soon)]))
      await reaches('quick7', 'success')
      await reaches('quick6', 'failed')
      await eventually(async () => ((await stateOf('quick5')) === 'success' ? true : null), {
        withinMs: 15_000,
        what: 'quick5 after its countdown',
      })
      expect(await stateOf('quick4')).toBe('queued')
      expect(trace().filter(task => /quick[4567]/.test(task))).toEqual(['quick7', 'quick5'])
      await python(`control.revoke('${later}', destination=[NODE], reply=True, timeout=5)\nprint(1)`)
    })

    test('does what control says of its pool and its queues', async () => {
      await queue('waits1', 'waits2', 'waits3', 'quick8')
      const before = await python<Answer>(`
for task in ['waits1', 'waits2', 'waits3']: send(task)
send('quick8', queue='extra')
print(json.dumps({'grow': control.pool_grow(1, destination=[NODE], reply=True, timeout=5), 'add': control.add_consumer('extra', destination=[NODE], reply=True, timeout=5)}))`)
      expect(before).toEqual({
        grow: [{ [NODE]: { ok: 'pool will grow' } }],
        add: [{ [NODE]: { ok: 'add consumer extra' } }],
      })
      for (const taskId of ['waits1', 'waits2', 'waits3']) await reaches(taskId, 'running')
      writeFileSync(join(folder, 'go'), '')
      for (const taskId of ['waits1', 'waits2', 'waits3', 'quick8']) await reaches(taskId, 'success')
      await queue('quick8')
      const { cancel, queues } = await python<{ cancel: Answer[]; queues: Answer }>(`
cancel = control.cancel_consumer('extra', destination=[NODE], reply=True, timeout=5)
send('quick8', queue='extra')
print(json.dumps({'cancel': cancel, 'queues': inspect.active_queues()}))`)
      expect(cancel).toEqual([{ [NODE]: { ok: 'no longer consuming from extra' } }])
      expect(queues[NODE]).toMatchObject([{ name: 'default' }])
      expect(await stateOf('quick8')).toBe('queued')
    })

    test('shows a pool that scales by itself', async () => {
      const scaled = await cluster.worker('scaled', {
        queues: 'scaled',
        args: ['-a', '3,1'],
        env: { AUTOSCALE_KEEPALIVE: '1' },
      })
      const size = () =>
        python<[number, object]>(`
stats = control.inspect(['celery@scaled'], timeout=5).stats()['celery@scaled']
print(json.dumps([stats['pool']['max-concurrency'], stats['autoscaler']]))`)
      expect(await size()).toEqual([1, { max: 3, min: 1, current: 1, qty: 0 }])
      rmSync(join(folder, 'go'))
      await rows().set({ external_executor_id: null }).where('task_id', 'like', 'waits%').execute()
      await queue('waits0', 'waits1', 'waits2')
      await python(`for task in ['waits0', 'waits1', 'waits2']: send(task, queue='scaled')\nprint(1)`)
      for (const taskId of ['waits0', 'waits1', 'waits2']) await reaches(taskId, 'running')
      expect(await size()).toEqual([3, { max: 3, min: 1, current: 3, qty: 3 }])
      writeFileSync(join(folder, 'go'), '')
      await eventually(async () => ((await size())[0] === 1 ? true : null), { withinMs: 30_000, what: 'one slot' })
      scaled.kill('SIGTERM')
      expect(await exitOf(scaled)).toBe(0)
    })

    test('stops in order when control says shutdown', async () => {
      await python(`control.shutdown(destination=[NODE])\nprint(1)`)
      expect(await exitOf(worker)).toBe(0)
      expect(worker.output()).toContain('Worker stopped')
    })
  })
})

const PRELUDE = `
import json, uuid
from celery_app import app, execute_command
NODE = '${NODE}'
control = app.control
inspect = control.inspect([NODE], timeout=5)
def send(task, id=None, dag='sent', run='r1', queue='default', **options):
    command = ['airflow', 'tasks', 'run', dag, task, run, '--local', '--subdir', 'DAGS_FOLDER/sent.py']
    execute_command.apply_async(args=[command], task_id=id or str(uuid.uuid4()), queue=queue, **options)
`

const INSPECT = (id: string): string => `
print(json.dumps({
  'ping': inspect.ping(), 'active': inspect.active(), 'reserved': inspect.reserved(), 'stats': inspect.stats(),
  'registered': inspect.registered(), 'queues': inspect.active_queues(), 'query': inspect.query_task(['${id}']),
}))`

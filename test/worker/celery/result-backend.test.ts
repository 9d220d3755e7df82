import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ResultBackendUnsupported } from '../../../runtime/config/errors.ts'
import { ResultBackend } from '../../../runtime/worker/celery/result-backend.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { serverBinary } from '../../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../../databases.ts'
import { hasCelery, runPythonBesideCelery } from '../../queue/celery.ts'
import { openScratchHome, type ScratchHome } from '../scratch-home.ts'
import { CeleryScene } from './scene.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('works', { command: 'echo done' })
dag.bash('fails', { command: 'exit 3' })
dag.bash('retried', { command: 'exit 3' }, { retries: 1 })
dag.bash('revoked', { command: 'true' })
dag.bash('waits', { command: 'while test ! -e $AIRFLOW_HOME/go; do sleep 0.05; done' })
`

interface Told {
  readonly state: string
  readonly result: string
  readonly traceback: string | null
  readonly name: string | null
  readonly args: unknown
  readonly queue: string | null
  readonly worker: string | null
}

describe.skipIf(serverBinary() === null || !hasCelery())('With a real Celery client', { timeout: 90_000 }, () => {
  describeOnBroker('results', current => {
    let database: TestDatabase
    let scene: CeleryScene
    beforeEach(async () => {
      database = await createTestDatabase('mysql')
    })
    afterEach(async () => {
      await scene[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    const open = async (env: NodeJS.ProcessEnv = {}) => {
      scene = await CeleryScene.open(current(), {
        dag: DAG,
        env: { AIRFLOW__CELERY__RESULT_BACKEND: `db+${database.url}`, ...env },
      })
    }
    /** Runs Python with a Celery that has our database as its result backend; @returns the JSON that it printed last */
    async function python<T>(program: string): Promise<T> {
      const url = `db+${database.url.replace('mysql:', 'mysql+pymysql:')}`
      const prelude = `import json\nfrom celery_app import app\napp.conf.update(result_backend=${JSON.stringify(url)}, result_extended=True)\nfrom celery.result import AsyncResult`
      await using client = runPythonBesideCelery(current().url, `${prelude}\n${program}`)
      expect(await client.ended(), client.output()).toBe(0)
      return JSON.parse(client.output().trim().split('\n').at(-1) ?? '') as T
    }
    const ASK = `
def told(id):
    one = AsyncResult(id, app=app)
    return {'state': one.state, 'result': repr(one.result), 'traceback': one.traceback, 'name': one.name, 'args': one.args, 'queue': one.queue, 'worker': one.worker}
`
    const told = (...ids: string[]) =>
      python<Told[]>(`${ASK}\nprint(json.dumps([told(id) for id in ${JSON.stringify(ids)}]))`)
    const untilWritten = (count: number) =>
      eventually(
        async () => {
          const ready = sql<{ n: number }>`select count(*) as n from celery_taskmeta where date_done is not null`
          return Number((await ready.execute(database.database.kysely)).rows[0]?.n) >= count ? true : null
        },
        { withinMs: 30_000, what: `${count} results` },
      )

    test('are states, exceptions and tracebacks of AsyncResult', async () => {
      await open()
      const requests = []
      for (const taskId of ['works', 'fails', 'retried', 'revoked']) {
        const request = await scene.runs.queued(await scene.createRun(), taskId)
        if (taskId === 'revoked') await scene.tell('revoke', { task_id: [request.token] })
        await scene.executor.queue([request])
        requests.push(request)
      }
      await untilWritten(4)
      const [works, fails, retried, revoked] = await told(...requests.map(({ token }) => token))
      expect(works).toMatchObject({ state: 'SUCCESS', result: 'None', traceback: null, name: null })
      const exception = "AirflowException('Bash command failed. The command returned a non-zero exit code 3.')"
      for (const one of [fails, retried])
        expect(one).toMatchObject({
          state: 'FAILURE',
          result: exception,
          traceback: expect.stringContaining('exit code 3'),
        })
      expect(revoked).toMatchObject({ state: 'REVOKED', result: "TaskRevokedError('revoked')" })
      expect(await told('no such task')).toMatchObject([{ state: 'PENDING' }])
    })

    test('tell those who sent what cannot be run that it failed, instead of leaving them to wait', async () => {
      await open()
      const answers = await python<string[]>(`
known = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'
sent = [app.send_task('no.such.task', queue='default'), app.send_task(known, args=[['airflow', 'version']], queue='default')]
print(json.dumps([repr(one.get(timeout=60, propagate=False)) for one in sent]))`)
      expect(answers[0]).toContain("Task of kind 'no.such.task' never registered")
      expect(answers[1]).toMatch(/^AirflowException\(/)
    })

    test('tell that a task has begun, and of an extended one all that Celery keeps', async () => {
      await open({ AIRFLOW__CELERY__EXTRA_CELERY_CONFIG: '{"result_extended": true}' })
      const { token } = await scene.runs.begin(await scene.createRun(), 'waits')
      await eventually(async () => ((await told(token))[0]?.state === 'STARTED' ? true : null), {
        withinMs: 30_000,
        what: 'STARTED',
      })
      expect(await told(token)).toMatchObject([
        {
          result: `{'pid': ${process.pid}, 'hostname': 'celery@scene'}`,
          name: expect.stringMatching(/execute_command$/),
          args: [expect.arrayContaining(['airflow', 'tasks', 'run'])],
          queue: 'default',
          worker: 'celery@scene',
        },
      ])
      await scene.home.write('../go', '')
      await untilWritten(1)
      expect(await told(token)).toMatchObject([{ state: 'SUCCESS', result: 'None' }])
    })

    test('share a table with a Celery worker in Python, whoever made it', async () => {
      const store = (id: string) =>
        python(
          `app.backend.store_result('${id}', 42, 'SUCCESS')\nprint(json.dumps(AsyncResult('${id}', app=app).result))`,
        )
      expect(await store('before')).toBe(42)
      await open()
      const first = await scene.runs.begin(await scene.createRun(), 'works')
      await untilWritten(2)
      expect(await store('between')).toBe(42)
      await sql`drop table celery_taskmeta`.execute(database.database.kysely)
      await scene.stopped()
      await scene[Symbol.asyncDispose]()
      await open()
      const second = await scene.runs.begin(await scene.createRun(), 'works')
      await untilWritten(1)
      expect(await store('after')).toBe(42)
      expect((await told(first.token, second.token, 'after')).map(({ state }) => state)).toEqual([
        'PENDING',
        'SUCCESS',
        'SUCCESS',
      ])
    })
  })
})

describeOnBroker('A worker', current => {
  test('keeps no results unless it is told to', async () => {
    await using scene = await CeleryScene.open(current(), { dag: DAG })
    await scene.runs.run('scene', 'works')
    const tables = (await scene.home.database.kysely.introspection.getTables()).map(({ name }) => name)
    expect(tables).not.toContain('celery_taskmeta')
  })

  test('does not start with a result backend that there is not, and says so', async () => {
    const options = { dag: DAG, env: { AIRFLOW__CELERY__RESULT_BACKEND: 'rpc://' } }
    await using scene = await CeleryScene.idle(current(), options)
    scene.startWorker(options)
    await expect(scene.stopped()).rejects.toThrow(ResultBackendUnsupported)
  })

  test('runs tasks while the database of the results is away, and says once what is wrong', async () => {
    const nowhere = 'db+mysql://me:hidden@127.0.0.1:1/results'
    await using scene = await CeleryScene.open(current(), {
      dag: DAG,
      env: { AIRFLOW__CELERY__RESULT_BACKEND: nowhere },
    })
    for (let count = 0; count < 3; count += 1) expect((await scene.runs.run('scene', 'works')).state).toBe('success')
    await scene.untilLogged('Results of Celery tasks cannot be written')
    await scene.stopped()
    expect(scene.home.lines.filter(line => line.includes('cannot be written'))).toHaveLength(1)
    expect(scene.home.lines.join('')).not.toContain('hidden')
  })
})

describe('A result backend', () => {
  let home: ScratchHome
  beforeEach(async () => {
    home = await openScratchHome()
  })
  afterEach(() => home[Symbol.asyncDispose]())
  const settings = () => ({
    url: home.config.string('database', 'sql_alchemy_conn'),
    isExtended: false,
    tracksStarted: true,
  })
  const request = { name: 'n', args: [], kwargs: {}, worker: 'w', retries: 0, queue: 'q' }
  const done = (taskId: string) =>
    ({ taskId, status: 'SUCCESS', result: null, traceback: null, doneMs: Date.now(), request }) as const

  test('writes what is left when it stops, many in a few statements, and of each task the last', async () => {
    const backend = new ResultBackend({ settings: settings(), log: home.log })
    for (let count = 0; count < 1200; count += 1) {
      backend.store({ ...done(`t${count}`), status: 'STARTED', doneMs: null })
      backend.store(done(`t${count}`))
    }
    await backend.run(AbortSignal.abort())
    const { rows } = await sql<{ status: string; n: number }>`
      select status, count(*) as n from celery_taskmeta group by status`.execute(home.database.kysely)
    expect(rows).toEqual([{ status: 'SUCCESS', n: 1200 }])
  })
})

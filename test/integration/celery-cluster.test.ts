import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { describeOnBroker } from '../broker.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import { isRunning } from '../worker/processes.ts'
import type { Airflow, RunEnd } from './airflow.ts'
import { Cluster, exitOf, says } from './cluster/cluster.ts'

/** Says on which host it runs. */
const PLACES = `
import { basename } from 'node:path'
import { Dag } from 'slipstream'
const dag = new Dag('places', { isPausedUponCreation: false })
const where = { command: 'basename "$AIRFLOW_HOME"' }
dag.bash('light', where)
for (let i = 0; i < 5; i += 1) dag.bash('heavy' + i, where, { queue: 'heavy' })
dag.task('heavy_handler', async () => basename(String(process.env.AIRFLOW_HOME)), { queue: 'heavy' })()
`

/** Tasks that run until a file is there, or until they are ended; each attempt writes down its process. */
const waitingDag = (folder: string): string => `
import { writeFileSync } from 'node:fs'
import { Dag, getContext } from 'slipstream'
const folder = '${folder}'
const waits = (dag: Dag, id: string, given: object) => dag.bash(id, { command: \`
echo $$ > ${folder}/$AIRFLOW_CTX_DAG_RUN_ID.\${id}.$AIRFLOW_CTX_TRY_NUMBER.$SLIPSTREAM_ATTEMPT
while test ! -e ${folder}/$AIRFLOW_CTX_DAG_RUN_ID; do sleep 0.1; done
basename "$AIRFLOW_HOME"\` }, given)
const stopping = new Dag('stopping', { isPausedUponCreation: false })
for (let i = 0; i < 4; i += 1) waits(stopping, 'task' + i, { queue: 'term' })
const changing = new Dag('changing', { isPausedUponCreation: false })
waits(changing, 'marked', {})
waits(changing, 'cleared', { retryDelay: 0 })
changing.task('hangs', async () => {
  const { runId, tryNumber } = getContext()
  writeFileSync(folder + '/' + [runId, 'hangs', tryNumber, process.env.SLIPSTREAM_ATTEMPT].join('.'), String(process.pid))
  if (tryNumber === 1) await new Promise(() => {})
}, { retryDelay: 0 })()
`

describe.skipIf(serverBinary() === null)('On MySQL', () => {
  describeOnBroker('a cluster', current => {
    let database: TestDatabase
    let cluster: Cluster
    let folder: string
    let heavy: Airflow
    let light: Airflow
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      const env = { AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(await freePort()) }
      cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url, env })
      folder = join(cluster.head.home, 'attempts')
      mkdirSync(folder)
      cluster.head.addExamples()
      cluster.head.addDag('places', PLACES)
      cluster.head.addDag('waiting', waitingDag(folder))
      ;[light, heavy] = [await cluster.host(), await cluster.host()]
      const workers = [
        cluster.worker('light', { servesLogs: true }, light),
        cluster.worker('heavy', { queues: 'heavy' }, heavy),
      ]
      await Promise.all([cluster.scheduler(), cluster.webserver(), ...workers])
    })
    afterAll(async () => {
      await cluster[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    /** What the task returned. */
    const returned = async (dagId: string, runId: string, taskId: string): Promise<string> => {
      const path = `/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/xcomEntries/return_value`
      return (await cluster.head.call<{ value: string }>('GET', path)).value
    }
    /** Attempts of a run that have started: task id, try number and process. */
    const attempts = (runId: string): { taskId: string; tryNumber: number; pid: number }[] =>
      readdirSync(folder)
        .filter(name => name.startsWith(`${runId}.`))
        .map(name => {
          const [taskId = '', tryNumber] = name.slice(runId.length + 1).split('.')
          return { taskId, tryNumber: Number(tryNumber), pid: Number(readFileSync(join(folder, name), 'utf8')) }
        })
    const untilStarted = (runId: string, count: number) =>
      eventually(async () => (attempts(runId).filter(({ pid }) => pid > 0).length === count ? attempts(runId) : null), {
        withinMs: 10_000,
        what: `${count} attempts of ${runId}; there are ${JSON.stringify(attempts(runId))}`,
      })
    const letGo = (runId: string) => writeFileSync(join(folder, runId), '')
    const trigger = async (dagId: string, runId: string) => {
      await cluster.head.untilKnown(dagId)
      await cluster.head.call('POST', `/dags/${dagId}/dagRuns`, { dag_run_id: runId })
    }
    const end = (dagId: string, runId: string): Promise<RunEnd> => cluster.head.untilEnded(dagId, runId)
    const untilDead = (pid: number, withinMs = 3000) =>
      eventually(async () => (isRunning(pid) ? null : true), { withinMs, what: `the end of process ${pid}` })

    test('ends the example DAGs as the LocalExecutor does', async () => {
      const conf = { reports: join(folder, 'reports'), journal: join(folder, 'journal') }
      const [orders, rain, words, flaky] = await Promise.all([
        cluster.head.trigger('orders_report', { conf }),
        cluster.head.trigger('rain_alert', { conf: { threshold_mm: 1 } }),
        cluster.head.trigger('word_count'),
        cluster.head.trigger('flaky_upload', { conf }),
      ])
      expect([orders.state, words.state]).toEqual(['success', 'success'])
      expect(Object.values(words.tasks)).toEqual(Object.values(words.tasks).fill('success'))
      expect(rain.tasks).toEqual({
        measure: 'success',
        is_flood: 'success',
        warn: 'success',
        calm: 'skipped',
        archive: 'success',
      })
      expect(flaky.tasks).toEqual({ prepare: 'success', upload: 'success', verify: 'failed', clean_up: 'success' })
      const journal = await eventually(
        async () => {
          const text = readFileSync(conf.journal, 'utf8')
          return text.split('\n').length > 3 ? text : null
        },
        { withinMs: 5000, what: 'three callbacks' },
      )
      expect(journal).toMatch(/upload try 1: up_for_retry \(Error: connection reset/)
      expect(journal).toMatch(/verify try 1: failed/)
    })

    test('runs a task on a worker that serves its queue, and shows its log from there', async () => {
      await trigger('places', 'p1')
      const { tasks } = await end('places', 'p1')
      for (const taskId of Object.keys(tasks)) {
        const home = taskId === 'light' ? light.home : heavy.home
        expect([taskId, await returned('places', 'p1', taskId)]).toEqual([taskId, basename(home)])
      }
      // All hosts of the test are one machine; under another name the webserver asks for what it does not find itself.
      await cluster.database.kysely.updateTable('task_instance').set({ hostname: '127.0.0.1' }).execute()
      const log = await cluster.head.logOf({ dagId: 'places', runId: 'p1', taskId: 'light', tryNumber: 1 })
      expect(log).toContain('Found logs served from host')
      expect(log).toContain(`INFO - ${basename(light.home)}`)
      expect(log).toContain('Marking task as SUCCESS. dag_id=places, task_id=light')
    })

    test('ends the process of a task that is marked or cleared, and runs the cleared one again', async () => {
      await trigger('changing', 'c1')
      const pidOf = Object.fromEntries((await untilStarted('c1', 3)).map(({ taskId, pid }) => [taskId, pid])) as Record<
        string,
        number
      >
      const path = '/dags/changing/dagRuns/c1/taskInstances/marked'
      await cluster.head.call('PATCH', path, { dry_run: false, new_state: 'success' })
      await untilDead(pidOf['marked'] as number)
      const clear = { dry_run: false, dag_run_id: 'c1', task_ids: ['cleared', 'hangs'], only_failed: false }
      await cluster.head.call('POST', '/dags/changing/clearTaskInstances', clear)
      // A handler that does not listen to its signal has five seconds.
      await Promise.all([untilDead(pidOf['cleared'] as number), untilDead(pidOf['hangs'] as number, 8000)])
      await untilStarted('c1', 5)
      letGo('c1')
      const run = await end('changing', 'c1')
      expect(run.tasks).toEqual({ marked: 'success', cleared: 'success', hangs: 'success' })
      expect(run.instances.map(one => [one.task_id, one.try_number]).sort()).toEqual([
        ['cleared', 2],
        ['hangs', 2],
        ['marked', 1],
      ])
    })

    test.each([
      [['-q', 'a,,b'], "argument --queues: invalid value 'a,,b', expected names of queues, parted by commas"],
      [['-c', '0'], "argument --concurrency: invalid value '0', expected 1 or more"],
      [['-a', '4,16'], "argument --autoscale: invalid value '4,16', expected two numbers, the larger first"],
      [['-a', 'many'], "argument --autoscale: invalid value 'many', expected two numbers, the larger first"],
    ])('has no worker with %s', async (args, problem) => {
      const { code, output } = await cluster.head.run('celery', 'worker', '-s', ...args)
      expect(code).toBe(2)
      expect(output).toContain(problem)
    })

    test('keeps a pid file for each worker of a home, and refuses one whose file is in use', async () => {
      const host = await cluster.host()
      const file = (name: string) => join(host.home, `${name}.pid`)
      const pidIn = (name: string) => Number(readFileSync(file(name), 'utf8'))
      writeFileSync(file('airflow-worker'), `${process.pid}\n`)
      const first = await cluster.worker('first', { queues: 'term' }, host)
      const second = await cluster.worker('second', { queues: 'term' }, host)
      const third = await cluster.worker('third', { queues: 'term', args: ['--pid', file('own')] }, host)
      expect([pidIn('airflow-worker'), pidIn('airflow-worker-second'), pidIn('own')]).toEqual([
        first.pid,
        second.pid,
        third.pid,
      ])
      const { code, output } = await host.run('celery', 'worker', '-s', '--pid', file('airflow-worker'))
      expect(code).toBe(1)
      expect(output).toContain(`The worker is already running under PID ${first.pid} (${file('airflow-worker')})`)
      expect(output).toContain('name this one and its PID file: -H NAME --pid FILE')
      expect((await host.run('celery', 'stop')).code).toBe(0)
      expect(await exitOf(first)).toBe(0)
      expect(existsSync(file('airflow-worker'))).toBe(false)
      second.kill('SIGKILL')
      await exitOf(second)
      const heir = await cluster.worker('heir', { queues: 'term' }, host)
      heir.kill('SIGKILL')
      await exitOf(heir)
      expect(await host.run('celery', 'stop')).toMatchObject({ code: 1, output: expect.stringContaining('No worker') })
      expect((await host.run('celery', 'stop', '--pid', file('own'))).code).toBe(0)
      expect(await exitOf(third)).toBe(0)
    })

    test('lets a worker that is told to stop finish what it runs, and nothing more', async () => {
      const host = await cluster.host()
      const leaving = await cluster.worker('leaving', { queues: 'term', concurrency: 2 }, host)
      await trigger('stopping', 's1')
      await untilStarted('s1', 2)
      expect((await host.run('celery', 'stop')).code).toBe(0)
      await says(leaving, 'Worker stopping')
      letGo('s1')
      expect(await exitOf(leaving)).toBe(0)
      expect(attempts('s1')).toHaveLength(2)
      const staying = await cluster.worker('staying', { queues: 'term' })
      const run = await end('stopping', 's1')
      expect(run.state).toBe('success')
      expect(run.instances.map(one => one.try_number)).toEqual([1, 1, 1, 1])
      expect(attempts('s1')).toHaveLength(4)
      staying.kill('SIGTERM')
      expect(await exitOf(staying)).toBe(0)
    })

    test.each([
      ['s2', 'the second TERM', ['SIGTERM', 'SIGTERM']],
      ['s3', 'QUIT', ['SIGQUIT']],
    ] as const)('%s: runs what a worker gave up at %s on another one, as the same try', async (runId, _, signals) => {
      const leaving = await cluster.worker('leaving', { queues: 'term', concurrency: 2 })
      await trigger('stopping', runId)
      const begun = await untilStarted(runId, 2)
      for (const signal of signals) {
        leaving.kill(signal)
        await says(leaving, 'Worker stopping')
      }
      expect(await exitOf(leaving)).toBe(0)
      expect(begun.filter(({ pid }) => isRunning(pid))).toEqual([])
      const host = await cluster.host()
      const staying = await cluster.worker('staying', { queues: 'term' }, host)
      await untilStarted(runId, 6)
      letGo(runId)
      const run = await end('stopping', runId)
      expect(run.state).toBe('success')
      expect(run.instances.map(one => one.try_number)).toEqual([1, 1, 1, 1])
      for (const taskId of Object.keys(run.tasks))
        expect(await returned('stopping', runId, taskId)).toBe(basename(host.home))
      staying.kill('SIGTERM')
      await exitOf(staying)
    })
  })
})

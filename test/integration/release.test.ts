import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { buildDagsRelease } from '../../stacks/release/dags-release.ts'
import { describeOnBroker } from '../broker.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import { RELEASE_CACHE, type UnpackedRelease, unpackRuntimeRelease } from '../stacks/release/unpacked-release.ts'
import { Airflow } from './airflow.ts'
import { Cluster } from './cluster/cluster.ts'

/** A handler of its own SDK instance would not know which attempt it belongs to. */
const BOTH_KINDS = `
import { Dag, getClient, getContext } from 'apache-airflow-ts-sdk'
import { getContext as sameContext } from 'slipstream'
enum Step { First = 'first', Second = 'second' }
const dag = new Dag('both_kinds', { isPausedUponCreation: false })
const shell = dag.bash('shell', { command: 'echo "{{ dag.dag_id }} $(pwd)" >&2; echo from bash' })
const handler = dag.task('handler', async ({ said }: { said: string }) => {
  console.log(Step.Second, process.execPath)
  await getClient().setXCom({ key: 'same', value: getContext().taskId === sameContext().taskId })
  return said + ', ' + getContext().taskId
})
handler({ said: shell })
`

/** Puts the DAG files of a release where a deployment links them. */
async function addDagsRelease(head: Airflow): Promise<void> {
  const dagsFolder = mkdtempSync(join(tmpdir(), 'release-dags-'))
  writeFileSync(join(dagsFolder, 'both.ts'), BOTH_KINDS)
  const nodes = [{ name: 'only', queue: 'node.only' }]
  const { archive } = await buildDagsRelease({ dagsFolder, nodes, cacheFolder: RELEASE_CACHE })
  const current = join(head.home, 'release')
  mkdirSync(current)
  await execa('tar', ['-xzf', archive, '-C', current])
  rmSync(head.dagsFolder, { recursive: true })
  symlinkSync(current, head.dagsFolder)
  rmSync(dagsFolder, { recursive: true })
}

let release: UnpackedRelease
beforeAll(async () => {
  release = await unpackRuntimeRelease()
}, 120_000)
afterAll(() => release[Symbol.dispose]())

describe('A release on one machine', () => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await Airflow.create({}, release.program)
    airflow.start('standalone')
    await airflow.untilHealthy()
  })
  afterAll(() => airflow[Symbol.asyncDispose]())

  test('`airflow standalone` brings the example DAGs, and they run', async () => {
    const reports = join(airflow.home, 'reports')
    const run = await airflow.trigger('orders_report', { conf: { reports } })
    expect(run.state).toBe('success')
    const day = new Date().toISOString().slice(0, 10)
    expect(readFileSync(join(reports, `orders-${day}.md`), 'utf8')).toContain('- monitor: ')
    expect((await airflow.trigger('flaky_upload', { conf: { journal: join(airflow.home, 'journal') } })).tasks).toEqual(
      {
        prepare: 'success',
        upload: 'success',
        verify: 'failed',
        clean_up: 'success',
      },
    )
  })

  test('handlers and DAG file share one SDK', async () => {
    airflow.addDag('both', BOTH_KINDS)
    const { runId, state } = await airflow.trigger('both_kinds')
    expect(state).toBe('success')
    const log = await airflow.logOf({ dagId: 'both_kinds', runId, taskId: 'handler', tryNumber: 1 })
    expect(log).toContain(`second ${release.program.node}`)
  })
})

describe.skipIf(serverBinary() === null)('A release on MySQL', () => {
  describeOnBroker('as a cluster', current => {
    let database: TestDatabase
    let cluster: Cluster
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      const env = { AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(await freePort()) }
      const { program } = release
      cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url, env, program })
      await addDagsRelease(cluster.head)
      await Promise.all([
        cluster.scheduler(),
        cluster.webserver(),
        cluster.worker('only', { queues: 'default,node.only', servesLogs: true }),
      ])
    })
    afterAll(async () => {
      await cluster[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    test('bash and TypeScript tasks run on its worker, and their logs are read from there', async () => {
      const { runId, state } = await cluster.head.trigger('both_kinds')
      expect(state).toBe('success')
      // All hosts of the test are one machine; under another name the webserver asks for what it does not find itself.
      await cluster.database.kysely.updateTable('task_instance').set({ hostname: '127.0.0.1' }).execute()
      const log = await cluster.head.logOf({ dagId: 'both_kinds', runId, taskId: 'handler', tryNumber: 1 })
      expect(log).toContain(`second ${release.program.node}`)
    })

    test('the canary of a dags release runs on each node, by the queue that only its worker consumes', async () => {
      expect((await cluster.head.trigger('slipstream_canary')).tasks).toEqual({ only: 'success' })
    })

    test('flower sees the worker', async () => {
      const port = await freePort()
      const flower = cluster.head.start('celery', 'flower', '-p', String(port), '-H', '127.0.0.1', '-A', 'ada:secret')
      const seen = await eventually(
        async () => {
          const headers = { authorization: `Basic ${btoa('ada:secret')}` }
          const workers = await (await fetch(`http://127.0.0.1:${port}/api/workers`, { headers })).text()
          return workers.includes('celery@only') || null
        },
        { withinMs: 20_000, what: `the worker in flower, which printed ${flower.output()}` },
      )
      expect(seen).toBe(true)
    })

    test('leaves nothing of the checkout in its processes', () => {
      const names = cluster.processes().map(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
      expect(names.length).toBeGreaterThan(2)
      const nodes = names.filter(([program]) => program?.endsWith('node'))
      for (const [program, ...args] of nodes) {
        expect(program).toBe(release.program.node)
        expect(args.some(word => existsSync(word) && word.startsWith(release.folder))).toBe(true)
      }
    })
  })
})

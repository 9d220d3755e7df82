import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { createPrivateBroker, type PrivateBroker } from '../broker.ts'
import { brokerBinary } from '../broker-server.ts'
import { serverBinary } from '../database-server.ts'
import type { Airflow } from './airflow.ts'
import { Cluster, exitOf, type Program } from './cluster/cluster.ts'
import { Line } from './cluster/line.ts'
import { PrivateDatabase } from './cluster/private-database.ts'
import { expectWholeRun, LASTING, Trace, tracedDags } from './cluster/trace.ts'

const SLOTS = 8

/** Two workers, of which the first reaches broker and database over lines that can be cut. */
interface Scene {
  readonly database: PrivateDatabase
  readonly broker: PrivateBroker
  readonly brokerLine: Line
  readonly databaseLine: Line
  readonly cluster: Cluster
  readonly trace: Trace
  readonly first: Airflow
  readonly second: Airflow
  scheduler: Program
  worker: Program
  other: Program
}

async function openScene(): Promise<Scene> {
  const [database, broker] = await Promise.all([PrivateDatabase.create(), createPrivateBroker()])
  const brokerLine = await Line.open(() => broker.address.port)
  const databaseLine = await Line.open(() => database.port)
  const cluster = await Cluster.create({ databaseUrl: database.url(), brokerUrl: broker.url })
  const trace = new Trace(cluster.head.home)
  cluster.head.addDag('traced', tracedDags(trace.folder))
  const first = await cluster.host({
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database.url(databaseLine.port),
    AIRFLOW__CELERY__BROKER_URL: broker.url.replace(`:${broker.address.port}`, `:${brokerLine.port}`),
  })
  const second = await cluster.host()
  const [scheduler, worker, other] = await Promise.all([
    cluster.scheduler(),
    cluster.worker('first', { concurrency: SLOTS }, first),
    cluster.worker('other', { concurrency: SLOTS }, second),
  ])
  return { database, broker, brokerLine, databaseLine, cluster, trace, first, second, scheduler, worker, other }
}

describe.skipIf(brokerBinary() === null || serverBinary() === null)(
  'A run that is interrupted ends as any other',
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene()
    }, 60_000)
    afterAll(async () => {
      const { cluster, brokerLine, databaseLine, broker, database } = scene
      for (const part of [cluster, brokerLine, databaseLine, broker, database]) await part[Symbol.asyncDispose]()
    })

    /** A run in whose midst something happens. @returns how many tries more than usual it took */
    async function interrupt(runId: string, happen: () => Promise<void>): Promise<number> {
      const { cluster, trace } = scene
      await cluster.trigger('traced', runId)
      await eventually(async () => trace.lines(runId, 'end').length > 50 || null, {
        withinMs: 20_000,
        what: '50 tasks',
      })
      await happen()
      expect(trace.lines(runId, 'end').length, 'it happened in mid-run').toBeLessThan(200)
      expect(await cluster.untilEnded('traced', runId, 40_000)).toBe('success')
      return expectWholeRun(cluster.database, trace, runId)
    }

    /** How many tasks a worker runs, as the database has it. */
    async function countRunning({ pid }: Program): Promise<number> {
      const rows = scene.cluster.database.kysely.selectFrom('task_instance').select('task_id')
      return (
        await rows
          .where('state', '=', 'running')
          .where('pid', '=', pid as number)
          .execute()
      ).length
    }

    test('when a worker cannot reach the database: before its lease is over it ends what it runs, which others then run', async () => {
      const { cluster, trace, databaseLine } = scene
      await cluster.trigger('lasting', 'lease')
      const starts = (count: number) =>
        eventually(async () => trace.lines('lease', 'start').length === count || null, {
          withinMs: 15_000,
          what: `${count} starts`,
        })
      await starts(LASTING)
      const lost = await countRunning(scene.worker)
      expect(lost).toBeGreaterThan(0)
      databaseLine.freeze()
      await starts(LASTING + lost)
      databaseLine.mend()
      trace.letGo('lease')
      expect(await cluster.untilEnded('lasting', 'lease')).toBe('success')
      expect(await expectWholeRun(cluster.database, trace, 'lease')).toBe(lost)
    })

    test('after kill -9 of a worker: what it ran is tried again, and nothing of the others', async () => {
      const { cluster, other } = scene
      const extra = await interrupt('worker', async () => {
        other.kill('SIGKILL')
        scene.other = await cluster.worker('other', { concurrency: SLOTS }, scene.second)
      })
      expect(extra).toBeGreaterThan(0)
      expect(extra).toBeLessThanOrEqual(SLOTS)
    })

    test('after kill -9 of the scheduler: nothing is tried again', async () => {
      const extra = await interrupt('scheduler', async () => {
        scene.scheduler.kill('SIGKILL')
        scene.scheduler = await scene.cluster.scheduler()
      })
      expect(extra).toBe(0)
    })

    test('after kill -9 of RabbitMQ: nothing is tried again', async () => {
      const extra = await interrupt('broker', async () => {
        await scene.broker.kill()
        await scene.broker.start()
      })
      expect(extra).toBe(0)
    })

    test('after a cut between worker and broker: nothing is tried again', async () => {
      const extra = await interrupt('line', async () => {
        scene.brokerLine.cut()
        await sleep(1500)
        scene.brokerLine.mend()
      })
      expect(extra).toBe(0)
    })

    test('after kill -9 of the database', async () => {
      await interrupt('database', async () => {
        await scene.database.kill()
        await scene.database.start()
      })
    })

    test('when the database was away for longer than the leases of all workers', async () => {
      await interrupt('long', async () => {
        await scene.database.kill()
        await sleep(4000)
        await scene.database.start()
      })
    })

    test('all of them stop in order and leave no process', async () => {
      const { cluster, scheduler, worker, other } = scene
      for (const program of [scheduler, worker, other]) program.kill('SIGTERM')
      expect(await Promise.all([scheduler, worker, other].map(program => exitOf(program)))).toEqual([0, 0, 0])
      expect(cluster.processes()).toEqual([])
    })
  },
)

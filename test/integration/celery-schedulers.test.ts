import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { inTransaction } from '../../runtime/db/database.ts'
import { findSerializedDag, type StoredDag } from '../../runtime/db/serialized-dag.ts'
import { sendWakeup } from '../../runtime/service/wake-socket.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import type { Airflow } from './airflow.ts'
import { Cluster, exitOf, type Program } from './cluster/cluster.ts'
import { expectWholeRun, Trace, tracedDags } from './cluster/trace.ts'

/** A run for each of the last ten minutes, to be made up for. */
const MINUTELY = `
import { Dag } from 'slipstream'
const now = Math.floor(Date.parse('NOW') / 60_000) * 60_000
const dag = new Dag('minutely', { schedule: '* * * * *', startDate: new Date(now - 600_000), endDate: new Date(now - 60_000), catchup: true, isPausedUponCreation: false, maxActiveRuns: 4 })
const one = dag.bash('one', { command: 'true' })
for (let i = 0; i < 4; i += 1) one.before(dag.bash('then' + i, { command: 'true' }))
`

/** More work than its pool has room for. */
const CROWDED = `
import { Dag } from 'slipstream'
const dag = new Dag('crowded', { isPausedUponCreation: false, maxActiveTasks: 64, maxActiveRuns: 64 })
for (let i = 0; i < 4; i += 1) dag.bash('task' + i, { command: 'sleep 0.02' }, { pool: 'narrow' })
`

describe.skipIf(serverBinary() === null)('Two schedulers on MySQL', () => {
  describeOnBroker('with a worker', current => {
    let database: TestDatabase
    let cluster: Cluster
    let trace: Trace
    let second: Airflow
    let schedulers: Program[]
    let runs = 0
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url })
      trace = new Trace(cluster.head.home)
      cluster.head.addDag('traced', tracedDags(trace.folder))
      cluster.head.addDag('minutely', MINUTELY.replace('NOW', new Date().toISOString()))
      second = await cluster.host()
      cluster.head.addDag('crowded', CROWDED)
      await cluster.head.run('pools', 'set', 'narrow', '3', 'three at once')
      schedulers = await Promise.all([cluster.scheduler(), cluster.scheduler(second)])
      await cluster.worker('worker', { concurrency: 16 })
    })
    afterAll(async () => {
      await cluster[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    test('make each run once, and end it right', async () => {
      const runs = () =>
        cluster.database.kysely
          .selectFrom('dag_run')
          .select(['execution_date', 'state'])
          .where('dag_id', '=', 'minutely')
          .execute()
      const ended = await eventually(
        async () => ((await runs()).filter(run => run.state === 'success').length >= 10 ? runs() : null),
        { withinMs: 30_000, what: 'ten runs' },
      )
      expect(new Set(ended.map(run => run.execution_date)).size).toBe(ended.length)
      expect(ended).toHaveLength(10)
      const history = await cluster.database.kysely.selectFrom('task_instance_history').selectAll().execute()
      expect(history).toEqual([])
    })

    test('let no more run at once than a pool has slots, and no more runs of a DAG than it may have', async () => {
      const { kysely } = cluster.database
      const dag = await eventually(() => findSerializedDag(kysely, 'crowded'), { withinMs: 10_000, what: 'the DAG' })
      for (let round = 0; round < 10; round += 1) {
        const [one, other] = [await create(dag, `one${round}`), await create(dag, `other${round}`)]
        // Each scheduler is told of one run, in the same moment.
        await Promise.all([sendWakeup(cluster.head.home, one), sendWakeup(second.home, other)])
        for (const { runId } of [one, other]) await cluster.untilEnded('crowded', runId)
      }
      const dates = ['start_date', 'end_date'] as const
      const tasks = kysely.selectFrom('task_instance').select(dates).where('pool', '=', 'narrow')
      expect(mostAtOnce(await tasks.execute())).toBeLessThanOrEqual(3)
      const runs = kysely.selectFrom('dag_run').select(dates).where('dag_id', '=', 'minutely')
      expect(mostAtOnce(await runs.execute())).toBeLessThanOrEqual(4)
    })

    /** A run that nobody is told of yet. */
    async function create(dag: StoredDag, runId: string) {
      const logicalDateMs = Date.UTC(2025, 0, 1) + runs++ * 86_400_000
      const interval = { startMs: logicalDateMs, endMs: logicalDateMs }
      const request = { runType: 'manual', runId, logicalDateMs, interval, nowMs: Date.now() } as const
      await inTransaction(cluster.database, db => createDagRun(db, dag, request))
      return { type: 'dag_run', dagId: 'crowded', runId } as const
    }

    test('decide about the same runs together: no task runs twice', async () => {
      const runIds = ['both1', 'both2']
      for (const runId of runIds) await cluster.trigger('traced', runId)
      for (const runId of runIds) expect(await cluster.untilEnded('traced', runId)).toBe('success')
      for (const runId of runIds) expect(await expectWholeRun(cluster.database, trace, runId)).toBe(0)
    })

    test('stand in for each other: after kill -9 of one the other goes on', async () => {
      await cluster.trigger('traced', 'one')
      await eventually(async () => trace.lines('one', 'end').length > 50 || null, {
        withinMs: 20_000,
        what: '50 tasks',
      })
      schedulers[0]?.kill('SIGKILL')
      expect(await cluster.untilEnded('traced', 'one')).toBe('success')
      expect(await expectWholeRun(cluster.database, trace, 'one')).toBe(0)
      schedulers[1]?.kill('SIGTERM')
      expect(await exitOf(schedulers[1] as Program)).toBe(0)
    })
  })
})

function mostAtOnce(
  spans: readonly { readonly start_date: string | null; readonly end_date: string | null }[],
): number {
  const starts = spans.map(span => String(span.start_date))
  return Math.max(
    ...starts.map(at => spans.filter(span => String(span.start_date) <= at && at < String(span.end_date)).length),
  )
}

import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { serverBinary } from '../database-server.ts'
import { Cluster, type Program, says } from './cluster/cluster.ts'
import { PrivateDatabase } from './cluster/private-database.ts'
import { expectWholeRun, LASTING, Trace, tracedDags } from './cluster/trace.ts'

/** Longer than any number of quick tries. */
const AWAY_MS = 12_000

describe.skipIf(serverBinary() === null)('While a task ends', () => {
  describeOnBroker('with a worker', current => {
    let database: PrivateDatabase
    let cluster: Cluster
    let trace: Trace
    let worker: Program
    beforeAll(async () => {
      database = await PrivateDatabase.create()
      // As long as a real one, so that the outage is shorter.
      const env = { AIRFLOW__SLIPSTREAM__WORKER_LEASE_SECONDS: '120' }
      cluster = await Cluster.create({ databaseUrl: database.url(), brokerUrl: current().url, env })
      trace = new Trace(cluster.head.home)
      cluster.head.addDag('traced', tracedDags(trace.folder))
      await cluster.scheduler()
      worker = await cluster.worker('worker', { concurrency: LASTING })
    }, 60_000)
    afterAll(async () => {
      await cluster[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    /** A run whose tasks all end while something is the matter with the database. */
    async function endDuring(runId: string, outage: (untilTasksEnd: () => Promise<unknown>) => Promise<void>) {
      await cluster.trigger('lasting', runId)
      const traced = (what: 'start' | 'end') =>
        eventually(async () => (trace.lines(runId, what).length === LASTING ? true : null), {
          withinMs: 30_000,
          what: `${LASTING} times ${what}`,
        })
      await traced('start')
      await outage(async () => {
        trace.letGo(runId)
        await traced('end')
      })
      expect(await cluster.untilEnded('lasting', runId)).toBe('success')
      expect(await expectWholeRun(cluster.database, trace, runId)).toBe(0)
    }

    test('a database that is away loses and repeats nothing', { timeout: 120_000 }, async () => {
      await endDuring('away', async untilTasksEnd => {
        await database.kill()
        await untilTasksEnd()
        await sleep(AWAY_MS)
        await database.start()
      })
      await says(worker, 'has ended; its end is written as soon as the database takes it')
    })

    test('a database that answers, but takes no ends, loses and repeats nothing', { timeout: 120_000 }, async () => {
      await endDuring('refusing', async untilTasksEnd => {
        await sql`RENAME TABLE xcom TO hidden`.execute(cluster.database.kysely)
        await untilTasksEnd()
        await sleep(AWAY_MS)
        await sql`RENAME TABLE hidden TO xcom`.execute(cluster.database.kysely)
      })
    })
  })
})

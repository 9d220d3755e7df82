import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import { Cluster, type Program, says } from './cluster/cluster.ts'
import { expectWholeRun, Trace, tracedDags } from './cluster/trace.ts'

describe.skipIf(serverBinary() === null)('A scheduler that was paused for too long', () => {
  describeOnBroker('beside another one', current => {
    let database: TestDatabase
    let cluster: Cluster
    let trace: Trace
    let schedulers: Program[]
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url })
      trace = new Trace(cluster.head.home)
      cluster.head.addDag('traced', tracedDags(trace.folder))
      schedulers = await Promise.all([cluster.scheduler(), cluster.scheduler(await cluster.host())])
      await cluster.worker('worker', { concurrency: 16 })
    }, 60_000)
    afterAll(async () => {
      await cluster[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })

    const livingSchedulers = async () => {
      const jobs = cluster.database.kysely.selectFrom('job').select('id').where('job_type', '=', 'SchedulerJob')
      return (await jobs.where('state', '=', 'running').execute()).length
    }

    test('registers again and goes on; meanwhile the other one has lost nothing', { timeout: 120_000 }, async () => {
      const [paused, other] = schedulers as [Program, Program]
      await cluster.trigger('traced', 'paused')
      await eventually(async () => trace.lines('paused', 'end').length > 20 || null, {
        withinMs: 30_000,
        what: '20 tasks',
      })
      paused.kill('SIGSTOP')
      await eventually(async () => ((await livingSchedulers()) === 1 ? true : null), {
        withinMs: 20_000,
        what: 'it is taken for dead',
      })
      expect(await cluster.untilEnded('traced', 'paused')).toBe('success')
      expect(await expectWholeRun(cluster.database, trace, 'paused')).toBe(0)
      paused.kill('SIGCONT')
      await says(paused, 'Registered again as job')
      expect(await livingSchedulers()).toBe(2)
      other.kill('SIGKILL')
      await cluster.trigger('traced', 'alone')
      expect(await cluster.untilEnded('traced', 'alone')).toBe('success')
      expect(await expectWholeRun(cluster.database, trace, 'alone')).toBe(0)
    })
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../runtime/db/database.ts'
import { endJobs, insertJob, type Job, listRunningJobs } from '../../../runtime/db/job.ts'
import { adoptOrphans } from '../../../runtime/scheduler/recovery.ts'
import { systemClock } from '../../../runtime/service/clock.ts'
import { openLog } from '../../../runtime/service/log.ts'
import { Lease } from '../../../runtime/worker/celery/lease.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { createTestDatabase, describeOnEachDatabase } from '../../databases.ts'

const WORKER = { jobType: 'LocalTaskJob', hostname: 'h', unixname: 'u', executorClass: 'CeleryExecutor' } as const

describeOnEachDatabase('A lease', current => {
  const insert = async (): Promise<Job> => {
    const { kysely } = current().database
    const id = await insertJob(kysely, { ...WORKER, atMs: systemClock() })
    return (await found(id)) as Job
  }
  const found = async (id: number) =>
    (await listRunningJobs(current().database.kysely, ['LocalTaskJob'])).find(job => job.id === id)

  /** Keeps the lease of a job until it is disposed of, and counts what becomes of it. */
  function keep(jobId: number, leaseMs: number, { database } = current()) {
    const ending = new AbortController()
    const kept = { lost: 0, held: 0 }
    const onLost = () => {
      kept.lost += 1
    }
    const onHeld = () => {
      kept.held += 1
    }
    const lease = new Lease({ database, clock: systemClock, jobId, leaseMs, onLost, onHeld })
    const keeping = lease.keep(ending.signal)
    const end = async () => {
      ending.abort()
      await keeping
    }
    return Object.assign(kept, { lease, [Symbol.asyncDispose]: end })
  }

  test('moves the heartbeat of its job while it is kept', async () => {
    const job = await insert()
    await using kept = keep(job.id, 600)
    const hasMoved = async () => Number((await found(job.id))?.latestHeartbeatMs) > systemClock() - 150
    for (let looks = 0; looks < 8; looks += 1) {
      await sleep(100)
      expect(kept.lease.isHeld).toBe(true)
      await eventually(async () => (await hasMoved()) || null, { withinMs: 300, what: 'a fresh heartbeat' })
    }
    expect(kept).toMatchObject({ lost: 0, held: 0 })
  })

  test('that others have given up is lost, and then held again under the same job', async () => {
    const job = await insert()
    await using kept = keep(job.id, 600)
    await endJobs(current().database.kysely, [job.id], { state: 'failed', atMs: systemClock() })
    await eventually(async () => kept.held === 1 || null, { withinMs: 2000, what: 'it is held again' })
    expect(kept.lost).toBe(1)
    expect(kept.lease.isHeld).toBe(true)
    expect(await found(job.id)).toBeDefined()
  })

  test('whose database is gone is lost before it is over, once, and no attempt may begin', async () => {
    const gone = await createTestDatabase('sqlite')
    const database = await openDatabase(gone.url)
    const jobId = await insertJob(database.kysely, { ...WORKER, atMs: systemClock() })
    const sinceMs = performance.now()
    await using kept = keep(jobId, 1000, { ...gone, database })
    await sleep(50)
    await database.close()
    await eventually(async () => kept.lost === 1 || null, { withinMs: 2000, what: 'it is lost' })
    expect(performance.now() - sinceMs).toBeLessThan(1000)
    expect(kept.lease.isHeld).toBe(false)
    await sleep(500)
    expect(kept).toMatchObject({ lost: 1, held: 0 })
    await gone[Symbol.asyncDispose]()
  })

  test('that was renewed after a scheduler called it dead is left alone', async () => {
    const job = await insert()
    await using kept = keep(job.id, 600)
    const hasMoved = async () => (await found(job.id))?.latestHeartbeatMs !== job.latestHeartbeatMs
    await eventually(async () => (await hasMoved()) || null, { withinMs: 2000, what: 'a heartbeat' })
    const log = openLog('scheduler', 'info', () => undefined)
    const { database } = current()
    await adoptOrphans({ database, clock: systemClock, log, executor: { keepsQueued: true }, jobId: 0 }, [job])
    expect(await found(job.id)).toBeDefined()
    expect(kept.lost).toBe(0)
  })
})

import { beforeEach, expect, test } from 'vitest'
import { endJobs, insertJob, type JobType, latestHeartbeat, listRunningJobs } from '../../runtime/db/job.ts'
import { renewLease } from '../../runtime/db/job-lease.ts'
import { describeOnEachDatabase } from '../databases.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 12)

describeOnEachDatabase('jobs', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('job').execute()
  })

  const insert = (jobType: JobType, atMs = NOW_MS): Promise<number> =>
    insertJob(db(), { jobType, hostname: 'h', unixname: 'u', executorClass: 'LocalExecutor', atMs })

  test('say that they run, since when, and where', async () => {
    const id = await insert('SchedulerJob')
    await insert('LocalTaskJob')
    expect(await listRunningJobs(db(), ['SchedulerJob'])).toEqual([
      {
        id,
        jobType: 'SchedulerJob',
        state: 'running',
        hostname: 'h',
        latestHeartbeatMs: NOW_MS,
        executorClass: 'LocalExecutor',
      },
    ])
  })

  test('live as long as their heart beats', async () => {
    const [first, second] = [await insert('SchedulerJob'), await insert('SchedulerJob')]
    expect(await renewLease(db(), first, NOW_MS + 5000)).toBe(true)
    const beats = (await listRunningJobs(db(), ['SchedulerJob'])).map(job => [job.id, job.latestHeartbeatMs])
    expect(beats).toEqual([
      [first, NOW_MS + 5000],
      [second, NOW_MS],
    ])
    expect(await latestHeartbeat(db(), 'SchedulerJob')).toBe(NOW_MS + 5000)
    expect(await latestHeartbeat(db(), 'TriggererJob')).toBeNull()
  })

  test('that ended are listed no longer, and do not count as alive', async () => {
    const [dead, done] = [await insert('SchedulerJob'), await insert('SchedulerJob', NOW_MS + 1)]
    await endJobs(db(), [done], { state: 'success', atMs: NOW_MS + 2 })
    expect(await latestHeartbeat(db(), 'SchedulerJob')).toBe(NOW_MS)
    await endJobs(db(), [dead], { state: 'failed', atMs: NOW_MS + 3 })
    expect(await listRunningJobs(db(), ['SchedulerJob'])).toEqual([])
    const rows = await db().selectFrom('job').select(['state', 'end_date']).orderBy('id').execute()
    expect(rows).toEqual([
      { state: 'failed', end_date: '2026-11-22 12:00:00.003000' },
      { state: 'success', end_date: '2026-11-22 12:00:00.002000' },
    ])
  })
})

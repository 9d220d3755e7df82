import { beforeAll, expect, test } from 'vitest'
import { endJobs, insertJob } from '../../../../runtime/db/job.ts'
import type { DagRun } from '../../../../runtime/model/keys.ts'
import { sqlTimestamp } from '../../../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, FIRST_DAY_MS, NOW_MS, storeRuns, storeSpec } from '../../../db/stored-runs.ts'
import { useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createReader } from '../reader.ts'

describeOnEachDatabase('jobs, reschedules and SLA misses of the web app', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    const db = database.kysely
    const job = { hostname: 'node1', unixname: 'airflow', executorClass: 'CeleryExecutor' }
    await insertJob(db, { ...job, jobType: 'SchedulerJob', atMs: NOW_MS - 20_000 })
    await insertJob(db, { ...job, jobType: 'SchedulerJob', atMs: NOW_MS - 40_000 })
    const ended = await insertJob(db, { ...job, jobType: 'LocalTaskJob', hostname: 'node2', atMs: NOW_MS - 5000 })
    await endJobs(db, [ended], { state: 'success', atMs: NOW_MS })
    for (const dagId of ['mine', 'theirs']) {
      const [run] = await storeRuns(database, await storeSpec(database, chainDag(dagId)), [{ first: 'success' }])
      const place = { dag_id: dagId, task_id: 'first' }
      const times = { start_date: sqlTimestamp(NOW_MS - 2000), end_date: sqlTimestamp(NOW_MS - 1000) }
      await db
        .insertInto('task_reschedule')
        .values({
          ...place,
          ...times,
          run_id: (run as DagRun).runId,
          try_number: 1,
          duration: 1,
          reschedule_date: sqlTimestamp(NOW_MS + 60_000),
        })
        .execute()
      await db
        .insertInto('sla_miss')
        .values({
          ...place,
          execution_date: sqlTimestamp(FIRST_DAY_MS),
          timestamp: sqlTimestamp(NOW_MS),
          email_sent: 1,
        })
        .execute()
    }
    await createReader(webserver(), 'Jobs', 'Task Reschedules', 'SLA Misses', 'DAG:mine')
  })

  const jobsOf = async (query: string): Promise<string[]> => {
    const { jobs } = await askPage(webserver(), `/jobs?${query}`)
    return jobs.map((job: { jobType: string; isAlive: boolean }) => `${job.jobType} ${job.isAlive}`)
  }

  test.each([
    ['', ['LocalTaskJob false', 'SchedulerJob true', 'SchedulerJob false']],
    ['state=running', ['SchedulerJob true', 'SchedulerJob false']],
    ['type=LocalTaskJob', ['LocalTaskJob false']],
    ['search=NODE1&order_by=latest_heartbeat&limit=1', ['SchedulerJob false']],
    ['search=kubernetes', []],
  ])('jobs are listed by %j, those that are silent for no longer than allowed as alive', async (query, expected) => {
    expect(await jobsOf(query)).toEqual(expected)
  })

  test('a job tells of its process', async () => {
    const { jobs, total } = await askPage(webserver(), '/jobs?search=node2')
    expect(total).toBe(1)
    expect(jobs[0]).toEqual({
      id: expect.any(Number),
      jobType: 'LocalTaskJob',
      state: 'success',
      isAlive: false,
      dagId: null,
      hostname: 'node2',
      unixname: 'airflow',
      executorClass: 'CeleryExecutor',
      startMs: NOW_MS - 5000,
      endMs: NOW_MS,
      heartbeatMs: NOW_MS - 5000,
    })
  })

  test('reschedules and SLA misses are found by their DAG, and shown to who may read it', async () => {
    const { reschedules } = await askPage(webserver(), '/reschedules?search=THEIRS', 'admin')
    expect(reschedules).toEqual([
      {
        id: expect.any(Number),
        dagId: 'theirs',
        runId: 'scheduled__2026-11-01T00:00:00+00:00',
        taskId: 'first',
        tryNumber: 1,
        startMs: NOW_MS - 2000,
        endMs: NOW_MS - 1000,
        rescheduleMs: NOW_MS + 60_000,
      },
    ])
    const { misses } = await askPage(webserver(), '/sla-misses?search=mine')
    expect(misses).toEqual([
      { dagId: 'mine', taskId: 'first', logicalDateMs: FIRST_DAY_MS, atMs: NOW_MS, isEmailSent: true },
    ])
    for (const [path, as] of [
      ['/reschedules', 'admin'],
      ['/sla-misses', 'viewer'],
    ] as const) {
      expect((await askPage(webserver(), path, as)).total).toBe(2)
      expect((await askPage(webserver(), path, 'reader')).total).toBe(1)
    }
  })

  test('are refused to who may not read them, and for what is unknown', async () => {
    expect((await askPage(webserver(), '/reschedules', 'viewer')).status).toBe(403)
    expect((await askPage(webserver(), '/jobs', 'public')).status).toBe(403)
    expect((await askPage(webserver(), '/jobs?order_by=pid')).detail).toContain('disallowed')
  })
})

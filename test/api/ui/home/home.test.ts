import { beforeAll, expect, test } from 'vitest'
import { setPaused } from '../../../../runtime/db/dag.ts'
import { saveImportError } from '../../../../runtime/db/import-error.ts'
import { insertJob } from '../../../../runtime/db/job.ts'
import { databaseTimeMs, saveNode } from '../../../../runtime/db/node.ts'
import { node } from '../../../cluster/nodes.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../../db/stored-runs.ts'
import { ask, NOW_MS, useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createOneDagReader, readingOf } from '../reader.ts'

const HOUR_MS = 3_600_000

describeOnEachDatabase('the home page', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    const failing = await storeSpec(database, chainDag('failing'))
    await storeRuns(database, failing, [{ first: 'success', second: 'failed' }, { first: 'failed' }])
    const other = await storeSpec(database, chainDag('other'))
    await storeRuns(database, other, [{ first: 'failed', second: 'queued', third: 'running' }])
    await storeSpec(database, chainDag('quiet'))
    await setPaused(database.kysely, 'quiet', true)
    await saveImportError(database.kysely, { filename: '/dags/broken.ts', stacktrace: 'SyntaxError', atMs: NOW_MS })
    await createOneDagReader(webserver(), 'failing')
  })

  test('counts DAGs and what is under way', async () => {
    const page = await askPage(webserver(), '/home')
    expect(page.dags).toEqual({ all: 3, unpaused: 2, paused: 1, running: 0, failed: 2 })
    expect(page.tasks).toMatchObject({ queued: 1, running: 1, scheduled: 0 })
    expect(page.runs).toEqual({ queued: 0, running: 0 })
    expect(page.pools).toMatchObject([{ name: 'default_pool', slots: 128, running: 1, queued: 1, occupied: 2 }])
    expect(page.executor).toBe('LocalExecutor')
  })

  test('has the runs of the last hours, or days', async () => {
    const { history: day } = await askPage(webserver(), '/home')
    const lastHourMs = NOW_MS - HOUR_MS
    expect(day).toHaveLength(24)
    expect(day.at(-1)).toEqual({ fromMs: NOW_MS, toMs: NOW_MS + HOUR_MS, runs: {} })
    expect(day.at(-2)).toEqual({ fromMs: lastHourMs, toMs: NOW_MS, runs: { failed: 3 } })
    const { history: week } = await askPage(webserver(), '/home?period=week')
    expect(week).toHaveLength(28)
    expect(week.at(-2)).toEqual({ fromMs: NOW_MS - 6 * HOUR_MS, toMs: NOW_MS, runs: { failed: 3 } })
  })

  test('has the last failures, and nothing that is older than the period', async () => {
    const { failedRuns, failedTasks } = await askPage(webserver(), '/home')
    expect(failedRuns).toHaveLength(3)
    expect(failedRuns[0]).toMatchObject({ startMs: NOW_MS - 9000, endMs: NOW_MS - 1000 })
    expect(failedTasks.map((task: { dagId: string; taskId: string }) => `${task.dagId} ${task.taskId}`).sort()).toEqual(
      ['failing first', 'failing second', 'other first'],
    )
    webserver().nowMs = NOW_MS + 25 * HOUR_MS
    expect(await askPage(webserver(), '/home')).toMatchObject({ failedRuns: [], failedTasks: [] })
    expect((await askPage(webserver(), '/home?period=week')).failedRuns).toHaveLength(3)
  })

  test('says how scheduler and DAG files are', async () => {
    const { kysely } = current().database
    const before = await askPage(webserver(), '/home')
    expect(before.health.scheduler).toEqual({ isHealthy: false, alive: 0, silent: 0, heartbeatMs: null })
    const job = { jobType: 'SchedulerJob', hostname: 'one', unixname: 'u', executorClass: null } as const
    await insertJob(kysely, { ...job, atMs: NOW_MS - 2000 })
    const nowMs = await databaseTimeMs(kysely)
    await saveNode(kysely, node({ latestHeartbeatMs: nowMs }))
    await saveNode(kysely, node({ hostname: 'two', latestHeartbeatMs: nowMs, version: '0.9' }))
    const { health, importErrors } = await askPage(webserver(), '/home')
    expect(health.scheduler).toEqual({ isHealthy: true, alive: 2, silent: 0, heartbeatMs: NOW_MS - 2000 })
    expect(health).toMatchObject({ workers: null, broker: null, triggerer: null })
    expect(health.databaseAnswerMs).toBeGreaterThan(0)
    expect(health.differences).toMatchObject([{ what: 'version', advice: expect.stringContaining('Deploy') }])
    expect(importErrors).toEqual({
      total: 1,
      first: [{ filename: '/dags/broken.ts', text: 'SyntaxError', atMs: NOW_MS }],
    })
  })

  test('shows who may read one DAG nothing of the others', async () => {
    const page = await askPage(webserver(), '/home', 'reader')
    expect(page).toMatchObject({ status: 200, pools: null, importErrors: null, dags: { all: 1, failed: 1 } })
    expect(page.tasks).toMatchObject({ queued: 0, running: 0 })
    expect(page.history.at(-2).runs).toEqual({ failed: 2 })
    expect(page.health.differences).toEqual([])
    expect(JSON.stringify(page)).not.toContain('other')
    await ask(webserver(), 'PATCH /roles/Reader', { body: { actions: readingOf('Website', 'DAG:failing') } })
    expect(await askPage(webserver(), '/home', 'reader')).toMatchObject({ failedRuns: null, failedTasks: null })
  })

  test('is for those who may sign in, and knows its periods', async () => {
    expect((await askPage(webserver(), '/home', 'public')).status).toBe(403)
    const wrong = await askPage(webserver(), '/home?period=year')
    expect([wrong.status, wrong.detail]).toEqual([400, expect.stringContaining("'year' is not one of")])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { Airflow, processesOf } from './airflow.ts'

/** The README's first run, by the very command that `npm start` is. */
const started: { airflow: Airflow | null; standalone: ReturnType<Airflow['start']> | null } = {
  airflow: null,
  standalone: null,
}
const airflow = (): Airflow => started.airflow as Airflow

beforeAll(async () => {
  started.airflow = await Airflow.create()
  airflow().addExamples()
  started.standalone = airflow().startNode('scripts/run.js', 'start')
  await airflow().untilHealthy()
})

afterAll(() => airflow()[Symbol.asyncDispose]())

test('orders_report reads the CSV file and leaves a report', async () => {
  const reports = join(airflow().home, 'reports')
  const run = await airflow().trigger('orders_report', { conf: { reports } })
  expect(run.state).toBe('success')
  const log = await airflow().logOf({ dagId: 'orders_report', runId: run.runId, taskId: 'extract', tryNumber: 1 })
  expect(log).toContain('236 orders, 4 rejected rows')
  const day = new Date().toISOString().slice(0, 10)
  expect(readFileSync(join(reports, `orders-${day}.md`), 'utf8')).toContain('- monitor: ')
})

test('rain_alert follows one side of its branch, skips the other, and joins', async () => {
  const calm = await airflow().trigger('rain_alert', { conf: { threshold_mm: 1000 } })
  expect(calm.tasks).toEqual({
    measure: 'success',
    is_flood: 'success',
    warn: 'skipped',
    calm: 'success',
    archive: 'success',
  })
  const flood = await airflow().trigger('rain_alert', { conf: { threshold_mm: 1 } })
  expect(flood.tasks).toEqual({
    measure: 'success',
    is_flood: 'success',
    warn: 'success',
    calm: 'skipped',
    archive: 'success',
  })
})

test('word_count fans out over the files and adds them up', async () => {
  const run = await airflow().trigger('word_count')
  expect(run.state).toBe('success')
  expect(Object.keys(run.tasks).filter(taskId => taskId.startsWith('count.')).length).toBeGreaterThanOrEqual(4)
  const path = `/dags/word_count/dagRuns/${encodeURIComponent(run.runId)}/taskInstances/total/xcomEntries/return_value`
  expect(Number((await airflow().call<{ value: string }>('GET', path)).value)).toBeGreaterThan(500)
})

test('flaky_upload retries, fails where it must, and calls back', async () => {
  const journal = join(airflow().home, 'journal.log')
  const run = await airflow().trigger('flaky_upload', { conf: { journal } })
  expect(run.state).toBe('failed')
  expect(run.tasks).toEqual({ prepare: 'success', upload: 'success', verify: 'failed', clean_up: 'success' })
  expect(run.instances.find(one => one.task_id === 'upload')?.try_number).toBe(2)
  const notes = await eventually(
    async () => (readFileSync(journal, 'utf8').split('\n').length >= 4 ? readFileSync(journal, 'utf8') : null),
    {
      withinMs: 5000,
      what: 'three notes of callbacks',
    },
  )
  expect(notes).toMatch(/upload try 1: up_for_retry \(Error: connection reset/)
  expect(notes).toMatch(/upload try 2: success/)
  expect(notes).toMatch(/verify try 1: failed/)
})

test('Ctrl-C stops everything and leaves no process', async () => {
  const { standalone } = started
  standalone?.kill('SIGINT')
  await eventually(async () => standalone?.exitCode ?? null, { withinMs: 15_000, what: 'the end of standalone' })
  await eventually(async () => (processesOf(airflow().home).length === 0 ? true : null), {
    withinMs: 5000,
    what: 'no process left',
  })
})

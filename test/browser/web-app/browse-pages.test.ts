import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../runtime/db/database.ts'
import type { Db } from '../../../runtime/db/tables.ts'
import { sqlTimestamp } from '../../../runtime/model/time.ts'
import { storeDataset } from '../../db/stored-datasets.ts'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

describeInChromium('the other pages of section Browse in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await airflow.trigger('warehouse', { dag_run_id: 'first' })
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('DAG files that cannot be read are told as they break and as they are mended', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags')
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    airflow.addDag('typo', "import { Dag } from 'slipstream'\nnew Dag('typo', { schedule: 'every day' })\n")
    await page.getByText('A DAG file could not be read.').waitFor()
    await page.getByRole('link', { name: 'Show why' }).click()
    await page.locator('pre', { hasText: 'Cron expression "every day" is not valid' }).waitFor()
    airflow.addDag('syntax', "import { Dag } from 'slipstream'\nnew Dag('syntax', {\n")
    const second = page.locator('summary', { hasText: 'syntax.ts' })
    await second.waitFor()
    await second.click()
    await page.locator('pre', { hasText: 'SyntaxError' }).waitFor()
    await expectAccessible(page)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).last().click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('SyntaxError')
    for (const name of ['typo', 'syntax']) rmSync(join(airflow.dagsFolder, `${name}.ts`))
    await page.getByText('Every DAG file could be read.').waitFor()
    expect(problems).toEqual([])
  })

  test('the audit log shows what a change was, and is narrowed by its address', async () => {
    await airflow.call('PATCH', '/dags/warehouse', { is_paused: true })
    await airflow.call('PATCH', '/dags/warehouse', { is_paused: false })
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/audit?event=patch_dag')
    const rows = page.locator('tbody tr')
    await rows.first().getByText('is_paused: true → false').waitFor()
    expect(await rows.count()).toBe(2)
    await rows.first().locator('summary').click()
    await rows.first().locator('.diff-after', { hasText: 'false' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('searchbox', { name: 'Event' }).fill('')
    await page.getByText('api.post_dag_run').waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByRole('searchbox', { name: 'Without events' }).fill('api.')
    await page.getByText('cli_scheduler').waitFor()
    await page.getByText('api.post_dag_run').waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?without=api.')
    expect(problems).toEqual([])
  })

  test('datasets are listed and drawn with what produces them, and an event is made by hand', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/datasets')
    await page.getByText('No DAG produces datasets or waits for any.').waitFor()
    await storeDatasets(airflow)
    await page.goto(`http://127.0.0.1:${airflow.port}/datasets?search=LAKE`)
    await page.getByRole('button', { name: 's3://lake/orders' }).click()
    const panel = page.getByRole('complementary', { name: 'Events of s3://lake/orders' })
    await panel.getByText('This dataset has not changed yet.').waitFor()
    await panel.getByRole('button', { name: 'Create an event' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Extra (JSON)').fill('{"rows": 7')
    await dialog.getByRole('button', { name: 'Create an event' }).click()
    await dialog.getByText('This is no JSON object').waitFor()
    expect(await dialog.getByLabel('Extra (JSON)').inputValue()).toBe('{"rows": 7')
    await dialog.getByLabel('Extra (JSON)').fill('{"rows": 7}')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Create an event' }).click()
    await panel.getByText('{"rows":7,"from_rest_api":true}').waitFor()
    await page
      .getByRole('row', { name: /lake\/orders/ })
      .getByText('queued')
      .waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Graph' }).click()
    const graph = page.locator('.graph')
    await graph.getByRole('button', { name: 's3://lake/orders' }).and(page.locator('[aria-pressed="true"]')).waitFor()
    // A level arrow has no height, which Playwright takes for hidden.
    await graph.locator('.react-flow__edge').nth(1).waitFor({ state: 'attached' })
    expect(await graph.locator('.react-flow__edge').count()).toBe(2)
    await expectAccessible(page)
    await graph.getByRole('button', { name: 'warehouse' }).click()
    await page.getByRole('heading', { name: 'warehouse' }).waitFor()
    expect(problems).toEqual([])
  })

  test("jobs, reschedules and SLA misses have their pages, at Airflow's addresses too", async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/job/list/?_flt_3_state=running')
    const scheduler = page.getByRole('row', { name: /SchedulerJob/ })
    await scheduler.getByText('Alive').waitFor()
    await expectAccessible(page)
    await page.getByLabel('State').selectOption('failed')
    await page.getByText('Nothing matches these filters.').waitFor()
    expect(page.url()).toMatch(/\/jobs\?state=failed$/)
    await page.goto(`http://127.0.0.1:${airflow.port}/taskreschedule/list/`)
    await page.getByText('No task has been rescheduled.').waitFor()
    await page.goto(`http://127.0.0.1:${airflow.port}/slamiss/list`)
    await page.getByText('No SLA miss has been recorded.').waitFor()
    await storeSlaMiss(airflow)
    await page.reload()
    await page.getByRole('row', { name: /warehouse check/ }).waitFor()
    await expectAccessible(page)
    expect(problems).toEqual([])
  })
})

const storeDatasets = (airflow: Airflow): Promise<void> =>
  inDatabase(airflow, db =>
    storeDataset(db, 's3://lake/orders', { producers: [['warehouse', 'publish']], consumers: ['talking'] }),
  )

const storeSlaMiss = (airflow: Airflow): Promise<void> =>
  inDatabase(airflow, async db => {
    const times = { execution_date: sqlTimestamp(Date.UTC(2026, 10, 1)), timestamp: sqlTimestamp(Date.now()) }
    await db
      .insertInto('sla_miss')
      .values({ dag_id: 'warehouse', task_id: 'check', ...times })
      .execute()
  })

async function inDatabase({ home }: Airflow, work: (db: Db) => Promise<void>): Promise<void> {
  const database = await openDatabase(`sqlite:///${home}/airflow.db`)
  try {
    await work(database.kysely)
  } finally {
    await database.close()
  }
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { addRuns, expectAccessible, signIn, startScene } from './scene.ts'

const bar = (page: Page, name: RegExp) => page.getByRole('link', { name })

describeInChromium('the charts in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await addRuns(airflow)
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('show how long runs and tasks took, and lead to them', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse')
    await page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link', { name: 'Charts' }).click()
    await bar(page, /^first: .*, failed, \d.* m?s$/).waitFor()
    await page.getByText(/^Median: \d/).waitFor()
    await page.getByLabel('Time in the queue included').check()
    await page.getByRole('combobox', { name: 'Of' }).selectOption('extract.orders')
    await bar(page, /^second: .*, success, \d.* m?s$/).waitFor()
    await page.waitForURL('**/charts?*task=extract.orders*')
    await expectAccessible(page)
    await bar(page, /^second: /).hover()
    await page.getByRole('tooltip').filter({ hasText: 'success' }).waitFor()
    await bar(page, /^second: /).click()
    await page.waitForURL('**/dags/warehouse?run=second&task=extract.orders')
    expect(problems).toEqual([])
  })

  test("are found at Airflow's addresses", async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/stubborn/tries')
    await bar(page, /^only: .*, success, 2$/).waitFor()
    await page.goto(`http://127.0.0.1:${airflow.port}/dags/stubborn/landing-times`)
    await page.getByRole('button', { name: 'Landing times', pressed: true }).waitFor()
    await bar(page, /^only: .*, success, \d.* m?s$/).waitFor()
    await page.goto(`http://127.0.0.1:${airflow.port}/dags/stubborn/duration`)
    await page.getByRole('button', { name: 'Durations', pressed: true }).waitFor()
  })

  test('grow with what runs', async () => {
    const page = await open()
    const until = join(airflow.home, 'until')
    await signIn(page, airflow, '/dags/talking/charts')
    await page.getByText('This DAG has not run yet.').waitFor()
    await airflow.call('POST', '/dags/talking/dagRuns', { dag_run_id: 'live', conf: { until } })
    const running = bar(page, /^live: .*, running, /)
    await running.waitFor()
    const said = await running.textContent()
    const changed = async () => ((await running.textContent()) === said ? null : true)
    await eventually(changed, { withinMs: 5000, what: 'a longer duration' })
    writeFileSync(until, '')
    await bar(page, /^live: .*, success, /).waitFor()
  })

  test('fit a telephone', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/dags/warehouse/charts?chart=nosuch&task=nosuch')
    await page.getByText('This DAG has not run yet.').waitFor()
    await page.getByRole('combobox', { name: 'Of' }).selectOption('the whole run')
    await bar(page, /^first: /).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

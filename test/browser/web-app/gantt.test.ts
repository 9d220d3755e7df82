import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { addRuns, expectAccessible, signIn, startScene } from './scene.ts'

const runChoice = (page: Page) => page.getByRole('combobox', { name: 'Run' })

describeInChromium('the Gantt view in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await addRuns(airflow)
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('shows the newest run on the lines of the grid, and what a bar stands for', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse')
    await page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link', { name: 'Gantt' }).click()
    await page.getByRole('gridcell', { name: /^extract\.orders: Try 1: success, Queued \d\d:\d\d/ }).waitFor()
    await page.getByRole('gridcell', { name: /^extract: 2 task instances: success/ }).waitFor()
    await page.getByRole('gridcell', { name: 'publish: -' }).waitFor()
    expect(await runChoice(page).inputValue()).toBe('second')
    await page
      .getByRole('gridcell', { name: /^check/ })
      .locator('.gantt-bar')
      .hover()
    await page.getByRole('tooltip').filter({ hasText: 'Try 1: failed' }).waitFor()
    await page.getByRole('button', { name: /^extract/ }).click()
    await page.getByRole('gridcell', { name: /^extract\.orders/ }).waitFor({ state: 'detached' })
    await expectAccessible(page)
    expect(problems).toEqual([])
  })

  test('has an address for each run, and arrow keys and clicks lead to the panel of a task', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/gantt?run=first')
    await page.getByRole('gridcell', { name: /^check/ }).click()
    await page.getByRole('heading', { name: 'check' }).waitFor()
    expect(new URL(page.url()).search).toBe('?run=first&task=check')
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: 'publish' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL('**/gantt?run=second&task=publish')
    await runChoice(page).selectOption('first')
    await page.waitForURL('**/gantt?run=first&task=publish')
  })

  test('draws every try', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/stubborn/grid?tab=gantt&dag_run_id=only')
    const line = page.getByRole('gridcell', { name: /^twice: Try 1: failed.*; Try 2: success/ })
    await line.waitFor()
    expect(await line.locator('.gantt-bar').count()).toBe(2)
  })

  test('grows with what runs', async () => {
    const page = await open()
    const until = join(airflow.home, 'until')
    await airflow.call('POST', '/dags/talking/dagRuns', { dag_run_id: 'live', conf: { until } })
    await signIn(page, airflow, '/dags/talking/gantt')
    const line = page.getByRole('gridcell', { name: /^talk: Try 1: running/ })
    await line.waitFor()
    const said = await line.getAttribute('aria-label')
    const changed = async () => ((await line.getAttribute('aria-label')) === said ? null : true)
    await eventually(changed, { withinMs: 5000, what: 'a longer duration' })
    writeFileSync(until, '')
    await page.getByRole('gridcell', { name: /^talk: Try 1: success/ }).waitFor()
  })

  test('says that a run does not exist', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/gantt?run=nosuch')
    await page.getByRole('alert').first().waitFor()
  })

  test('fits a telephone', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/dags/warehouse/gantt')
    await page.getByRole('gridcell', { name: /^check/ }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow, RunEnd } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { createViewer, expectAccessible, signIn, signInAs, startScene } from './scene.ts'

const DAILY = `
import { Dag } from 'slipstream'
const dag = new Dag('daily', { schedule: '@daily', startDate: new Date('2024-01-01'), isPausedUponCreation: true })
dag.bash('count', { command: 'echo 1' })
`

describeInChromium('the pages of a DAG in Chromium', open => {
  let airflow: Airflow
  let run: RunEnd
  beforeAll(async () => {
    airflow = await startScene()
    airflow.addDag('daily', DAILY)
    await airflow.untilKnown('daily')
    run = await airflow.trigger('warehouse', { dag_run_id: 'first' })
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('the grid shows the state of every task in every run, and groups fold', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse')
    for (const [taskId, state] of Object.entries(run.tasks))
      await page.getByRole('gridcell', { name: `${taskId}, first: ${state}` }).waitFor()
    await page.getByRole('gridcell', { name: 'extract, first: success' }).waitFor()
    await page.getByRole('button', { name: /^extract/ }).click()
    await page.getByRole('gridcell', { name: 'extract.orders, first: success' }).waitFor({ state: 'detached' })
    await expectAccessible(page)
    expect(problems).toEqual([])
  })

  test('a Viewer is shown the way to what a Viewer may read', async () => {
    const viewer = { username: 'vera', password: 'passes by' }
    await createViewer(airflow, viewer)
    const page = await open()
    await signInAs(page, `http://127.0.0.1:${airflow.port}/dags/warehouse`, viewer)
    await page.getByRole('gridcell', { name: 'extract, first: success' }).waitFor()
    const tabs = page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link')
    const labels = ['Grid', 'Graph', 'Gantt', 'Calendar', 'Charts', 'Runs', 'Code', 'Details']
    expect(await tabs.allTextContents()).toEqual(labels)
    expect(await page.getByRole('button', { name: 'Trigger' }).count()).toBe(0)
  })

  test('the grid is used with the keyboard, and every place has an address', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse')
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: 'first' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(new URL(page.url()).search).toMatch(/^\?run=first&task=extract\.\w+$/)
    await page.reload()
    await page.getByRole('tab', { name: 'Log' }).waitFor()
  })

  test("an address of Airflow's leads to the same run and task", async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/grid?dag_run_id=first&task_id=extract.orders&tab=logs')
    await page.getByRole('tab', { name: 'Log' }).waitFor()
    expect(page.url()).toMatch(/\/dags\/warehouse\?run=first&task=extract\.orders$/)
  })

  test('the details of a DAG with a schedule fit a narrow screen', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/daily/details')
    await page.setViewportSize({ width: 390, height: 860 })
    await page.locator('.facts dd', { hasText: /\d – \d/ }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  test('a log is shown in colour, searched, and narrowed by level', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse?run=first&task=extract.orders')
    const log = page.getByRole('region', { name: 'Log' })
    await log.locator('.ansi-green', { hasText: 'green' }).waitFor()
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('TABLE ORDERS')
    await log.locator('mark', { hasText: 'table orders' }).first().waitFor()
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('')
    await page.getByLabel('Level').selectOption('ERROR')
    await log.locator('.ansi-green').waitFor({ state: 'detached' })
    await expectAccessible(page)
    expect(problems).toEqual([])
  })

  test('a log grows while its task runs', async () => {
    const until = join(airflow.home, 'until')
    await airflow.call('POST', '/dags/talking/dagRuns', { dag_run_id: 'now', conf: { until } })
    const page = await open()
    await signIn(page, airflow, '/dags/talking?run=now&task=talk')
    const log = page.getByRole('region', { name: 'Log' })
    await log.getByText('first words').last().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    writeFileSync(until, '')
    await log.getByText('last words').last().waitFor()
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('gridcell', { name: 'talk, now: success' }).waitFor()
  })

  test('clearing shows what it touches before it does', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse?run=first&task=check')
    await page.getByRole('button', { name: 'Clear' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 task instances').waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Downstream').uncheck()
    await dialog.getByText('1 task instance', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Attempt 2' }).waitFor()
  })

  test('marking one task lets those go on that waited for it', async () => {
    await airflow.trigger('warehouse', { dag_run_id: 'second' })
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse?run=second&task=check')
    await page.getByRole('button', { name: 'Mark as…' }).click()
    await page.getByRole('menuitem', { name: 'success' }).click()
    await page.getByRole('dialog').getByText('check · second').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as success' }).click()
    await page.getByRole('gridcell', { name: 'publish, second: success' }).waitFor()
  })

  test('the graph shows each task in its state, groups fold into one box, and a box opens its task', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse/graph?run=first')
    const graph = page.locator('.graph')
    await graph.getByRole('button', { name: /facts/ }).waitFor()
    expect(await graph.locator('.react-flow__edge').count()).toBeGreaterThan(2)
    await expectAccessible(page)
    await graph.getByRole('button', { name: 'load', exact: true }).click()
    await graph.getByRole('button', { name: /facts/ }).waitFor({ state: 'detached' })
    await graph.getByRole('button', { name: /publish/ }).click()
    await page.getByRole('heading', { name: 'publish' }).waitFor()
    expect(problems).toEqual([])
  })

  test('file, details, runs and audit log have pages of their own', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse/code')
    await page.locator('.hl-keyword', { hasText: 'import' }).waitFor()
    await expectAccessible(page)
    const tabs = page.getByRole('navigation', { name: 'Views of the DAG' })
    await tabs.getByRole('link', { name: 'Details' }).click()
    await page.getByText('Loads the warehouse').waitFor()
    await tabs.getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('link', { name: 'first' }).waitFor()
    await expectAccessible(page)
    await tabs.getByRole('link', { name: 'Audit log' }).click()
    await page.getByText('api.post_dag_run').first().waitFor()
    await expectAccessible(page)
    expect(problems).toEqual([])
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

const YEAR = new Date().getUTCFullYear()
const day = (date: string) => ({ name: new RegExp(`^${date}: `) })
const trigger = (airflow: Airflow, dagId: string, logicalDate: string) =>
  airflow.trigger(dagId, { dag_run_id: logicalDate.slice(0, 13), logical_date: logicalDate })

const months = (page: Page) => page.getByRole('region', { name: 'Calendar' }).getByRole('list')

describeInChromium('the calendar in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await trigger(airflow, 'warehouse', '2025-03-03T08:00:00Z')
    await trigger(airflow, 'warehouse', '2025-03-03T23:30:00Z')
    await trigger(airflow, 'warehouse', '2025-03-18T00:00:00Z')
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('shows the year that is chosen, and a day leads to its runs', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags/warehouse')
    await page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link', { name: 'Calendar' }).click()
    await page.getByText(`No runs in ${YEAR}.`).waitFor()
    expect(await months(page).count()).toBe(12)
    expect(await page.getByRole('button', { name: 'Later year' }).isDisabled()).toBe(true)
    await page.getByRole('combobox', { name: 'Year' }).selectOption('2025')
    await page.waitForURL('**/calendar?year=2025')
    await page.getByRole('link', { name: '2025-03-18: 1 failed' }).waitFor()
    expect(await page.getByRole('button', { name: 'Earlier year' }).isDisabled()).toBe(true)
    await expectAccessible(page)
    await page.getByRole('link', { name: '2025-03-03: 2 failed' }).hover()
    await page.getByRole('tooltip').filter({ hasText: '2 failed' }).waitFor()
    await page.getByRole('link', { name: '2025-03-03: 2 failed' }).click()
    await page.getByRole('link', { name: '2025-03-03T23', exact: true }).waitFor()
    await page.getByRole('link', { name: '2025-03-03T08', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: '2025-03-18T00', exact: true }).count()).toBe(0)
    expect(problems).toEqual([])
  })

  test('goes from day to day with the arrow keys', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/calendar?year=2025')
    const last = page.getByRole('link', day('2025-03-18'))
    await last.waitFor()
    expect(await page.locator('.calendar-link[tabindex="0"]').getAttribute('data-date')).toBe('2025-03-18')
    await last.focus()
    await page.keyboard.press('ArrowUp')
    const isFocused = () => page.evaluate('document.activeElement.dataset.date')
    expect(await isFocused()).toBe('2025-03-03')
    await page.keyboard.press('ArrowRight')
    expect(await isFocused()).toBe('2025-03-03')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/runs?from=2025-03-18*')
  })

  test('has the days of the chosen time zone', async () => {
    const page = await open()
    await page.addInitScript("localStorage.setItem('time-zone', 'Europe/Berlin')")
    await signIn(page, airflow, '/dags/warehouse/calendar?year=2025')
    await page.getByRole('link', { name: '2025-03-04: 1 failed' }).waitFor()
    await page.getByRole('link', { name: '2025-03-04: 1 failed' }).click()
    await page.getByRole('link', { name: '2025-03-03T23', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: '2025-03-03T08', exact: true }).count()).toBe(0)
  })

  test('changes as runs come', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/talking/calendar?year=2025')
    await page.getByText('No runs in 2025.').waitFor()
    await airflow.call('POST', '/dags/talking/dagRuns', { logical_date: '2025-06-01T00:00:00Z', conf: { until: '/' } })
    await page.getByRole('link', { name: '2025-06-01: 1 success' }).waitFor()
  })

  test('fits a telephone', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/dags/warehouse/calendar?year=2025')
    await page.getByRole('link', day('2025-03-03')).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })

  test('takes an address without a year for the present one', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/calendar?year=soon')
    await page.getByText(`No runs in ${YEAR}.`).waitFor()
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

describeInChromium('the DAG list in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await airflow.trigger('warehouse')
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('asks for a password, says when it is wrong, and goes where one wanted to go', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await page.goto(`http://127.0.0.1:${airflow.port}/dags?search=ware`)
    await page.getByLabel('User name').fill('admin')
    await page.getByLabel('Password').fill('wrong')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Wrong name or password').waitFor()
    expect(problems.filter(problem => !problem.includes('401'))).toEqual([])
    await signIn(page, airflow, '/dags?search=ware')
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'talking', exact: true }).count()).toBe(0)
  })

  test('shows runs as they come, pauses, and narrows', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags')
    const row = page.getByRole('row').filter({ hasText: 'warehouse' })
    const bars = row.locator('.run-bar')
    const before = await bars.count()
    await airflow.trigger('warehouse')
    await bars.nth(before).waitFor()
    await row.getByRole('switch').click()
    await page.getByRole('button', { name: /Paused 1/ }).click()
    await page.getByRole('link', { name: 'talking', exact: true }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?show=paused')
    await row.getByRole('switch').click()
    await page.getByText('No DAG matches.').waitFor()
    await page.getByRole('button', { name: /^Failed/ }).click()
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    await expectAccessible(page)
    expect(problems).toEqual([])
  })

  test('triggers with a form made of the params', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags')
    await page.getByRole('button', { name: 'Trigger warehouse' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('table').fill('invoices')
    await dialog.getByLabel('limit').fill('7')
    await dialog.getByLabel('full').check()
    await dialog.getByLabel('Run id').fill('by_form')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Trigger' }).click()
    await page.getByRole('heading', { name: 'by_form' }).waitFor()
    const run = await airflow.call<{ conf: object }>('GET', '/dags/warehouse/dagRuns/by_form')
    expect(run.conf).toEqual({ table: 'invoices', limit: 7, full: true, filters: { country: 'DE' } })
  })

  test('is of use on a telephone, in the dark, in Chinese', async () => {
    const page = await open({ width: 390, colorScheme: 'dark', locale: 'zh-CN' })
    await page.goto(`http://127.0.0.1:${airflow.port}/dags`)
    await page.getByLabel('用户名').waitFor()
    await page.evaluate("localStorage.setItem('language', 'en')")
    await signIn(page, airflow, '/dags')
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })

  test('takes less than 400 kB for its first paint', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags')
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    const bytes = await page.evaluate<number>(
      "performance.getEntriesByType('resource').reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    )
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(400_000)
  })
})

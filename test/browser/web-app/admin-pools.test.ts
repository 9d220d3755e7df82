import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

describeInChromium('the page of pools in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('are made, changed, renamed and deleted; default_pool stays', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/pool/list/')
    await page.getByRole('button', { name: 'New pool' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Pool', { exact: true }).fill('default_pool')
    await dialog.getByLabel('Slots', { exact: true }).fill('few')
    const submit = () => dialog.getByRole('button', { name: 'Save' }).click()
    await submit()
    await dialog.getByRole('alert').filter({ hasText: "'few' is not of type 'integer'" }).waitFor()
    await dialog.getByLabel('Slots', { exact: true }).fill('-1')
    await submit()
    await dialog.getByRole('alert').filter({ hasText: 'default_pool already exists' }).waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Pool', { exact: true }).fill('crew')
    await submit()
    const row = (name: string) => page.getByRole('row').filter({ hasText: name })
    await row('crew').getByText('No limit').waitFor()
    await page.getByRole('button', { name: 'Edit crew' }).click()
    await dialog.getByLabel('Pool', { exact: true }).fill('team')
    await dialog.getByLabel('Slots', { exact: true }).fill('7')
    await dialog.getByLabel('Deferred task instances hold slots').check()
    await submit()
    await row('team').getByText('7 open').waitFor()
    expect(await airflow.call('GET', '/pools/team')).toMatchObject({ slots: 7, include_deferred: true })
    await page.getByRole('button', { name: 'Delete team' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await row('team').waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: 'Delete default_pool' }).count()).toBe(0)
    expect(problems.filter(problem => !/400|409/.test(problem))).toEqual([])
  })

  test('show who holds their slots, as it changes', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/pools')
    const pool = page.getByRole('row').filter({ hasText: 'default_pool' })
    await pool.getByText('0 running').waitFor()
    const until = join(airflow.home, 'until')
    await airflow.call('POST', '/dags/talking/dagRuns', { dag_run_id: 'now', conf: { until } })
    await pool.getByText('1 running').waitFor()
    await pool.getByText('127 open').waitFor()
    expect(await pool.locator('.pool-share.state-running').getAttribute('style')).toMatch(/width: 0\.78/)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
    writeFileSync(until, '')
    await pool.getByText('0 running').waitFor()
  })
})

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
})

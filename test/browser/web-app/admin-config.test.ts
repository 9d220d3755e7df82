import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, useAirflow } from './scene.ts'

describeInChromium('the page of the configuration in Chromium', open => {
  const airflow = useAirflow({
    AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'True',
    AIRFLOW__CORE__PARALLELISM: '7',
    AIRFLOW__SMTP__SMTP_PASSWORD: 'never-tell',
  })
  const row = (page: Page, key: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: key }) })

  test('shows where each value came from, and finds options', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow(), '/configuration')
    const parallelism = row(page, 'parallelism').first()
    await parallelism.getByText('AIRFLOW__CORE__PARALLELISM').waitFor()
    expect(await parallelism.textContent()).toMatch(/7Default: 32Environment/)
    await expectAccessible(page)
    await page.getByRole('searchbox').fill('[core] parallel')
    await row(page, 'expose_config').waitFor({ state: 'detached' })
    await page.getByRole('searchbox').fill('')
    await page.getByLabel('Only changed ones').check()
    await row(page, 'expose_config').getByText('True').waitFor()
    await row(page, 'smtp_password').getByText('Set, never shown').waitFor()
    expect(await row(page, 'smtp_host').count()).toBe(0)
    expect(await page.content()).not.toContain('never-tell')
    expect(new URL(page.url()).search).toBe('?changed=true')
    await page.reload()
    await row(page, 'expose_config').waitFor()
    expect(await row(page, 'smtp_host').count()).toBe(0)
    expect(problems).toEqual([])
  })

  test('is of use on a telephone, in the dark', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow(), '/config?search=parallelism')
    await row(page, 'parallelism').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

describeInChromium('the page of a configuration that is not exposed, in Chromium', open => {
  const airflow = useAirflow()
  test('says so, and how that is changed', async () => {
    const page = await open()
    await signIn(page, airflow(), '/config')
    await page.getByText('chose not to expose the configuration').waitFor()
    await page.getByText('expose_config = non-sensitive-only').waitFor()
    await expectAccessible(page)
  })
})

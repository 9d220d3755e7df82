import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

describeInChromium('Home and Cluster on one machine in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    await airflow.trigger('warehouse', { dag_run_id: 'first' })
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  test('who signs in lands on Home, and sees that all is well', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/')
    await page.getByRole('heading', { name: 'Home', exact: true }).waitFor()
    const health = page.getByRole('region', { name: 'Health' })
    for (const part of ['Metadata database', 'Scheduler', 'DAG files'])
      expect(await health.getByRole('listitem').filter({ hasText: part }).textContent()).toContain('Healthy')
    expect(await page.getByRole('link', { name: 'Home' }).getAttribute('aria-current')).toBe('page')
    await expectAccessible(page)
    expect(problems.filter(problem => !problem.includes('401'))).toEqual([])
  })

  test('counts lead to the DAGs that are counted', async () => {
    const page = await open()
    await signIn(page, airflow, '/')
    await page.getByRole('link', { name: '1 DAGs whose last run failed' }).click()
    await page.getByRole('link', { name: 'warehouse', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'talking', exact: true }).count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?show=failed')
  })

  test('failures lead to the run and to the log', async () => {
    const page = await open()
    await signIn(page, airflow, '/')
    await page.getByRole('link', { name: 'warehouse first' }).waitFor()
    await page.getByRole('link', { name: 'check warehouse' }).click()
    await page.getByRole('region', { name: 'Log' }).getByText('rows differ').first().waitFor()
    expect(new URL(page.url()).search).toBe('?run=first&task=check')
  })

  test('the history grows with each run as one looks at it, and has an address for its period', async () => {
    const page = await open()
    await signIn(page, airflow, '/')
    const history = page.getByRole('list', { name: 'Runs by time of their start' })
    const last = history.getByRole('listitem').last()
    await last.filter({ hasText: '1 failed' }).waitFor()
    await airflow.trigger('warehouse', { dag_run_id: 'second' })
    await last.filter({ hasText: '2 failed' }).waitFor({ timeout: 5000 })
    await page.getByRole('link', { name: 'warehouse second' }).waitFor()
    await page.getByRole('button', { name: '7 days' }).click()
    await eventually(async () => ((await history.getByRole('listitem').count()) === 28 ? true : null), {
      withinMs: 5000,
      what: '28 bars',
    })
    expect(new URL(page.url()).search).toBe('?period=week')
    await page.reload()
    await page.getByRole('button', { name: '7 days', pressed: true }).waitFor()
  })

  test('a DAG file that does not load is shown at once, with its error to unfold', async () => {
    const page = await open()
    await signIn(page, airflow, '/')
    airflow.addDag('broken', `import { Dag } from 'slipstream'\nthrow new Error('no such table')`)
    await page.getByRole('heading', { name: '1 DAG file does not load' }).waitFor()
    await page.getByText('broken.ts', { exact: false }).first().click()
    await page.getByText('no such table').waitFor()
    await expectAccessible(page)
  })

  test("Airflow's addresses lead to Home and to Cluster", async () => {
    const page = await open()
    await signIn(page, airflow, '/home')
    await page.getByRole('heading', { name: 'Home', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    await page.goto(`http://127.0.0.1:${airflow.port}/cluster_activity`)
    await page.getByRole('heading', { name: 'Cluster', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/cluster')
  })

  test('Cluster has the processes there are, and nothing of a broker', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/cluster')
    for (const role of ['scheduler', 'webserver']) {
      const row = page.getByRole('row').filter({ hasText: role })
      await row.getByText('alive').waitFor()
    }
    await page.getByRole('img', { name: 'Slots of scheduler: 0 of 32 used' }).waitFor()
    await page.getByRole('img', { name: 'default_pool: 0 of 128 used' }).waitFor()
    expect(await page.getByText('Broker').count()).toBe(0)
    expect(await page.getByRole('button', { name: /Drain/ }).count()).toBe(0)
    await expectAccessible(page)
    expect(problems.filter(problem => !problem.includes('401'))).toEqual([])
  })

  test('says when it cannot ask any more, and keeps what it knew', { timeout: 60_000 }, async () => {
    const page = await open()
    await signIn(page, airflow, '/')
    await page.getByRole('link', { name: 'warehouse first' }).waitFor()
    await page.route('**/ui/home*', route => route.abort())
    await page.getByRole('alert').waitFor({ timeout: 40_000 })
    expect(await page.getByRole('link', { name: 'warehouse first' }).count()).toBe(1)
    await page.unroute('**/ui/home*')
    await page.getByRole('alert').waitFor({ state: 'detached', timeout: 20_000 })
  })

  test('are of use on a telephone, in the dark', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/')
    await page.getByRole('heading', { name: 'Home', exact: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Cluster' }).click()
    await page.getByRole('heading', { name: 'Cluster', exact: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })

  test('are of use in Chinese', async () => {
    const page = await open({ locale: 'zh-CN' })
    await signInInChinese(page)
    await page.getByRole('heading', { name: '首页' }).waitFor()
    await page.getByRole('link', { name: '集群' }).click()
    await page.getByRole('heading', { name: '集群' }).waitFor()
    expect(await page.getByText(/cluster\.|home\./).count()).toBe(0)
  })

  async function signInInChinese(page: Awaited<ReturnType<typeof open>>): Promise<void> {
    await page.goto(`http://127.0.0.1:${airflow.port}/`)
    await page.evaluate("localStorage.setItem('language', 'en')")
    await signIn(page, airflow, '/')
    await page.evaluate("localStorage.setItem('language', 'zh')")
    await page.reload()
  }
})

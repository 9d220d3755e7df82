import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestProvider } from '../../api/auth/oidc/provider.ts'
import { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn } from './scene.ts'

describeInChromium('signing in with a provider, in Chromium', open => {
  let airflow: Airflow
  let provider: TestProvider
  let address: string
  beforeAll(async () => {
    airflow = await Airflow.create()
    address = `http://127.0.0.1:${airflow.port}`
    provider = await TestProvider.start(`${address}/auth/oidc/callback`, {
      ada: { preferred_username: 'ada', given_name: 'Ada', groups: ['engineers'] },
      mallory: { preferred_username: 'admin' },
    })
    Object.assign(airflow.env, {
      AIRFLOW__WEBSERVER__BASE_URL: address,
      AIRFLOW__OIDC__ISSUER: provider.issuer,
      AIRFLOW__OIDC__PROVIDER_NAME: 'Example ID',
      AIRFLOW__OIDC__CLIENT_ID: 'airflow',
      AIRFLOW__OIDC__CLIENT_SECRET: 'client secret of the test',
      AIRFLOW__OIDC__ROLE_MAPPING: '{"engineers": ["Op"]}',
    })
    airflow.start('standalone')
    await airflow.untilHealthy()
  }, 60_000)
  afterAll(async () => {
    await airflow?.[Symbol.asyncDispose]()
    await provider?.[Symbol.asyncDispose]()
  })

  /** To the provider, through its pages, and back. */
  const signInAs = async (name: string, path: string) => {
    const page = await open()
    // The provider's pages ask for fonts of another site.
    await page.route(/^https:/, route => route.abort())
    await page.goto(`${address}${path}`)
    await page.getByRole('link', { name: 'Sign in with Example ID' }).click()
    await page.locator('input[name=login]').fill(name)
    await page.locator('input[name=password]').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${address}/**`)
    return page
  }

  test('leads to the page that was meant, with the roles of the groups', async () => {
    const page = await signInAs('ada', '/audit?event=cli_users')
    const problems = problemsOf(page)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    expect(page.url()).toBe(`${address}/audit?event=cli_users`)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.locator('.account', { hasText: 'ada Op' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor()
    expect(problems).toEqual([])
  })

  test('says in words why somebody was refused, who can then use a password', async () => {
    const page = await signInAs('mallory', '/dags')
    await page.getByRole('alert').getByText('A user of that name signs in here with a password').waitFor()
    await expectAccessible(page)
    expect(page.url()).toBe(`${address}/login?refused=local_user`)
    await signIn(page, airflow, '/login?refused=local_user')
    await page.waitForURL(`${address}/`)
  })

  test('says nothing for a word that it does not know', async () => {
    const page = await open()
    await page.goto(`${address}/login?refused=<b>nonsense`)
    await page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { createViewer, expectAccessible, signIn, signInAs, startScene } from './scene.ts'

describeInChromium('the pages of users and roles in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  const openPage = async (path: string): Promise<Page> => {
    const page = await open()
    await signIn(page, airflow, path)
    await page.getByRole('table').waitFor()
    return page
  }
  const save = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const alert = (page: Page, text: string) =>
    page.getByRole('dialog').getByRole('alert').filter({ hasText: text }).waitFor()
  /** Somebody with that name and password, signed in. */
  const openAs = async (username: string, password: string, path: string): Promise<Page> => {
    const page = await open()
    await signInAs(page, `http://127.0.0.1:${airflow.port}${path}`, { username, password })
    return page
  }

  test('a role of ones own is made of a matrix, also for single DAGs', async () => {
    const page = await openPage('/roles/list/')
    const problems = problemsOf(page)
    await page.getByRole('button', { name: 'New role' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Op')
    await dialog.getByLabel('can_read Pools').check()
    await save(page)
    await alert(page, "Role with name 'Op' already exists")
    expect(await dialog.getByLabel('can_read Pools').isChecked()).toBe(true)
    await dialog.getByLabel('Name').fill('Guards')
    await dialog.getByLabel('Rights to a single DAG').selectOption('warehouse')
    await dialog.getByLabel('can_edit DAG:warehouse').check()
    await dialog.getByLabel('can_create DAG Run:warehouse').check()
    await expectAccessible(page)
    await save(page)
    await page.getByRole('row').filter({ hasText: 'Guards' }).getByText('3 permissions').waitFor()
    const { actions } = await airflow.call<{ actions: { action: { name: string }; resource: { name: string } }[] }>(
      'GET',
      '/roles/Guards',
    )
    expect(actions.map(({ action, resource }) => `${action.name} ${resource.name}`).sort()).toEqual([
      'can_create DAG Run:warehouse',
      'can_edit DAG:warehouse',
      'can_read Pools',
    ])
    expect(problems.filter(problem => !problem.includes('409'))).toEqual([])
  })

  test("Airflow's own roles can be given more, and neither lose what they have nor be deleted", async () => {
    const page = await openPage('/roles')
    expect(await page.getByRole('button', { name: 'Delete Viewer' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Edit Viewer' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('can_read DAGs').isDisabled()).toBe(true)
    await dialog.getByLabel('can_read Variables').check()
    await save(page)
    await page.getByRole('row').filter({ hasText: 'Viewer' }).getByText('+ 1').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Edit Viewer' }).click()
    await dialog.getByLabel('can_read Variables').uncheck()
    await save(page)
    await page.getByRole('row').filter({ hasText: 'Viewer' }).getByText('+ 1').waitFor({ state: 'detached' })
  })

  test('a user is made, signs in, sees what the role allows, and is stopped', async () => {
    const page = await openPage('/users/list/')
    const problems = problemsOf(page)
    await page.getByRole('button', { name: 'New user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User name').fill('ann')
    await dialog.getByLabel('First name').fill('Ann')
    await dialog.getByLabel('Last name').fill('Lee')
    await dialog.getByLabel('New password', { exact: true }).fill('pw-of-ann')
    await dialog.getByLabel('New password, again').fill('pw-of-anne')
    await dialog.getByLabel('Viewer').uncheck()
    await save(page)
    await alert(page, 'Choose a role')
    await dialog.getByLabel('Op').check()
    await save(page)
    await alert(page, 'not the same')
    await dialog.getByLabel('New password, again').fill('pw-of-ann')
    await save(page)
    await alert(page, "'' is too short")
    expect(await dialog.getByLabel('Email').getAttribute('aria-invalid')).toBe('true')
    await dialog.getByLabel('Email').fill('ann@example.com')
    await expectAccessible(page)
    await save(page)
    await page.getByRole('row').filter({ hasText: 'ann@example.com' }).waitFor()
    await expectAccessible(page)
    const ofAnn = await openAs('ann', 'pw-of-ann', '/variables')
    await ofAnn.getByRole('link', { name: 'Pools' }).waitFor()
    expect(await ofAnn.getByRole('link', { name: 'Users' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Edit ann' }).click()
    await dialog.getByLabel('Active').uncheck()
    await save(page)
    await page.getByRole('row').filter({ hasText: 'not active' }).waitFor()
    await ofAnn.reload()
    await ofAnn.getByLabel('User name').waitFor()
    await page.getByRole('button', { name: 'Delete ann' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('rowheader', { name: 'ann' }).waitFor({ state: 'detached' })
    expect(problems.filter(problem => !problem.includes('400'))).toEqual([])
  })

  test('nobody locks themselves out', async () => {
    const page = await openPage('/users')
    expect(await page.getByRole('button', { name: 'Delete admin' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Edit admin' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Active').count()).toBe(0)
    await dialog.getByLabel('Admin').uncheck()
    await dialog.getByLabel('Viewer').check()
    await save(page)
    await alert(page, 'You would lock yourself out')
    expect(await airflow.call('GET', '/users/admin')).toMatchObject({ roles: [{ name: 'Admin' }] })
  })

  test('users change their own password, who know the present one', async () => {
    await createViewer(airflow, { username: 'bob', password: 'first' })
    const page = await openAs('bob', 'first', '/profile')
    await page.getByText('bob@example.com').waitFor()
    await page.getByRole('button', { name: 'Change password' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Present password').fill('wrong')
    await dialog.getByLabel('New password', { exact: true }).fill('second')
    await dialog.getByLabel('New password, again').fill('second')
    await save(page)
    await alert(page, 'not your present password')
    await expectAccessible(page)
    await dialog.getByLabel('Present password').fill('first')
    await save(page)
    await page.getByRole('status').getByText('Password changed').waitFor()
    // The page goes on under its new session.
    await page.reload()
    await page.getByText('bob@example.com').waitFor()
    await expectAccessible(page)
    const again = await openAs('bob', 'second', '/profile')
    await again.getByText('bob@example.com').waitFor()
  })

  test('the page of plugins says what there is, and why that is little', async () => {
    const page = await open({ width: 390 })
    await signIn(page, airflow, '/plugin')
    await page.getByText('Plugins: 0').waitFor()
    await page.getByText('Providers: 0').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

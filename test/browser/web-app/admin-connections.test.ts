import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, useAirflow } from './scene.ts'

const WAREHOUSE = {
  connection_id: 'warehouse',
  conn_type: 'ssh',
  host: '127.0.0.1',
  login: 'loader',
  password: 's3cret-word',
  extra: '{"api_key":"k3y","rows":1}',
}

describeInChromium('the page of connections in Chromium', open => {
  const airflow = useAirflow({ AIRFLOW__CORE__TEST_CONNECTION: 'Enabled' })

  const stored = (id: string) => airflow().call<Record<string, unknown>>('GET', `/connections/${id}`)
  const secretsOf = async (id: string) =>
    JSON.parse((await airflow().run('connections', 'get', id, '-o', 'json')).output)[0]
  beforeEach(async () => {
    const { connections } = await airflow().call<{ connections: { connection_id: string }[] }>('GET', '/connections')
    for (const { connection_id: id } of connections) await airflow().call('DELETE', `/connections/${id}`)
    await airflow().call('POST', '/connections', WAREHOUSE)
  })
  const openPage = async (path = '/connections'): Promise<Page> => {
    const page = await open()
    await signIn(page, airflow(), path)
    await page.getByRole('rowheader', { name: 'warehouse' }).waitFor()
    return page
  }

  test('are made, with what is wrong beside its field', async () => {
    const page = await openPage('/connection/list/')
    const problems = problemsOf(page)
    await page.getByRole('button', { name: 'New connection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Connection id').fill('bank')
    await dialog.getByLabel('Host').fill('bank.example')
    await dialog.getByLabel('Port').fill('many')
    await dialog.getByLabel('Password', { exact: true }).fill(' with blanks ')
    await dialog.getByLabel('Extra').fill('{"ssl": true')
    const alert = (text: string) => dialog.getByRole('alert').filter({ hasText: text }).waitFor()
    const submit = () => dialog.getByRole('button', { name: 'Save' }).click()
    await submit()
    await alert('Not valid JSON')
    await dialog.getByLabel('Extra').fill('{"ssl": true}')
    await submit()
    await alert('is too short')
    await dialog.getByLabel('Type').fill('postgres')
    await submit()
    await alert("not of type 'integer'")
    expect(await dialog.getByLabel('Port').getAttribute('aria-invalid')).toBe('true')
    await expectAccessible(page)
    await dialog.getByLabel('Port').fill('5432')
    await submit()
    await page.getByRole('row').filter({ hasText: 'bank.example:5432' }).waitFor()
    await expectAccessible(page)
    expect(problems.filter(problem => !problem.includes('400'))).toEqual([])
    expect(await stored('bank')).toMatchObject({ conn_type: 'postgres', port: 5432, extra: '{"ssl": true}' })
    expect(await secretsOf('bank')).toMatchObject({ password: ' with blanks ' })
  })

  test('that are changed keep the password nobody touched, and the secrets behind masks', async () => {
    const page = await openPage()
    await page.getByRole('button', { name: 'Edit warehouse' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Password', { exact: true }).inputValue()).toBe('')
    await dialog.getByLabel('Host').fill('wh.example')
    await dialog.getByLabel('Extra').fill('{"api_key":"***","rows":2}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row').filter({ hasText: 'wh.example' }).waitFor()
    expect(await secretsOf('warehouse')).toMatchObject({
      host: 'wh.example',
      password: 's3cret-word',
      extra_dejson: { api_key: 'k3y', rows: '2' },
    })
    await page.getByRole('button', { name: 'Edit warehouse' }).click()
    await dialog.getByLabel('Remove the stored password').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await secretsOf('warehouse')).password ?? null).toBeNull()
  })

  test('are duplicated without secrets, which have to be entered again', async () => {
    const page = await openPage()
    await page.getByRole('button', { name: 'Duplicate warehouse' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The password of warehouse is not copied').waitFor()
    const submit = () => dialog.getByRole('button', { name: 'Save' }).click()
    await submit()
    await dialog.getByRole('alert').filter({ hasText: '*** is a mask' }).waitFor()
    await dialog.getByLabel('Extra').fill('{}')
    await dialog.getByLabel('Connection id').fill('warehouse')
    await submit()
    await dialog.getByRole('alert').filter({ hasText: 'Connection already exist' }).waitFor()
    expect(await dialog.getByLabel('Connection id').getAttribute('aria-invalid')).toBe('true')
    await dialog.getByLabel('Connection id').fill('warehouse_copy')
    await submit()
    await page.getByRole('rowheader', { name: 'warehouse_copy' }).waitFor()
    expect(await stored('warehouse_copy')).toMatchObject({ conn_type: 'ssh', host: '127.0.0.1', login: 'loader' })
  })

  test('are tried before they are stored', async () => {
    const page = await openPage()
    await page.getByRole('button', { name: 'Edit warehouse' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Type').fill('http')
    await dialog.getByLabel('Port').fill(String(airflow().port))
    await dialog.getByRole('button', { name: 'Test' }).click()
    await dialog.getByRole('status').getByText('Connection successfully tested').waitFor()
    await dialog.getByLabel('Port').fill('1')
    await dialog.getByRole('button', { name: 'Test' }).click()
    await dialog.getByRole('status').locator('.field-error').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    expect(await stored('warehouse')).toMatchObject({ conn_type: 'ssh', port: null })
  })

  test('are found and deleted', async () => {
    const page = await openPage()
    await page.getByRole('searchbox').fill('nosuch')
    await page.getByText('Nothing matches.').waitFor()
    await page.getByRole('searchbox').fill('LOADER')
    await page.getByRole('button', { name: 'Delete warehouse' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('There are no connections yet').waitFor()
  })
})

describeInChromium('connections where testing is not enabled, in Chromium', open => {
  const airflow = useAirflow()

  test('say how it is enabled', async () => {
    const page = await open({ width: 390 })
    await signIn(page, airflow(), '/connections')
    await page.getByRole('button', { name: 'New connection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('[core] test_connection = Enabled').waitFor()
    expect(await dialog.getByRole('button', { name: 'Test' }).isDisabled()).toBe(true)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

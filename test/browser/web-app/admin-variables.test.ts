import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

interface Variables {
  readonly variables: readonly { readonly key: string; readonly value: string; readonly description: string | null }[]
}

describeInChromium('the page of variables in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  const stored = async () => (await airflow.call<Variables>('GET', '/variables?order_by=key')).variables
  const set = (key: string, value: string) => airflow.call('POST', '/variables', { key, value })
  beforeEach(async () => {
    for (const { key } of await stored()) await airflow.call('DELETE', `/variables/${key}`)
    await set('greeting', 'hello')
    await set('settings', '{"token":"t0ken","rows":3}')
  })
  const openPage = async (path = '/variables'): Promise<Page> => {
    const page = await open()
    await signIn(page, airflow, path)
    await page.getByRole('button', { name: 'New variable' }).waitFor()
    return page
  }

  test('finds, makes and changes variables, and the focus returns to where it was', async () => {
    const page = await openPage('/variable/list/')
    const problems = problemsOf(page)
    await page.getByRole('button', { name: 'New variable' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Key').fill('greeting_2')
    await dialog.getByLabel('Value').fill('{"a": 1')
    await dialog.getByText('Not valid JSON').waitFor()
    await dialog.getByLabel('Value').fill('{"a": 1}')
    await dialog.getByText('Valid JSON').waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Description').fill('For later')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Saved').waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toBe('New variable')
    await page.getByRole('searchbox', { name: 'Search variables' }).fill('LATER')
    await page.getByRole('row').filter({ hasText: 'settings' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?search=LATER')
    await page.getByRole('button', { name: 'Edit greeting_2' }).click()
    await dialog.getByLabel('Value').fill('bye')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row').filter({ hasText: 'bye' }).waitFor()
    await expectAccessible(page)
    expect(problems).toEqual([])
    expect(await stored()).toContainEqual({ key: 'greeting_2', value: 'bye', description: 'For later' })
  })

  test('what is wrong stands beside its field, and nothing typed is lost', async () => {
    const page = await openPage()
    await page.getByRole('button', { name: 'New variable' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Value').fill('something long')
    for (const [key, problem] of [
      ['', 'is too short'],
      ['two words', 'has to be made of alphanumeric characters'],
      ['greeting', 'There is a variable greeting already'],
    ] as const) {
      await dialog.getByLabel('Key').fill(key)
      await page.keyboard.press('Enter')
      await dialog.getByRole('alert').filter({ hasText: problem }).waitFor()
      const field = dialog.getByLabel('Key')
      expect([await field.getAttribute('aria-invalid'), await dialog.getByLabel('Value').inputValue()]).toEqual([
        'true',
        'something long',
      ])
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect((await stored()).map(({ key }) => key)).toEqual(['greeting', 'settings'])
  })

  test('a secret is not shown, and stays what it is where its mask is left', async () => {
    const page = await openPage()
    const row = page.getByRole('row').filter({ hasText: 'settings' })
    await row.getByText('"***"').waitFor()
    await page.getByRole('button', { name: 'Edit settings' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Value').fill('{"token":"***","rows":4}')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row.getByText('4').waitFor()
    const { output } = await airflow.run('variables', 'get', 'settings')
    expect(output.trim()).toBe('{"token":"t0ken","rows":4}')
  })

  test('several are exported and deleted at once', async () => {
    const page = await openPage()
    await page.getByLabel('Select all on this page').check()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    expect(JSON.parse(readFileSync((await (await download).path()) as string, 'utf8'))).toEqual({
      greeting: 'hello',
      settings: { token: '***', rows: 3 },
    })
    await page.getByLabel('Select settings').uncheck()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByText('greeting').waitFor()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('rowheader', { name: 'greeting' }).waitFor({ state: 'detached' })
    expect((await stored()).map(({ key }) => key)).toEqual(['settings'])
  })

  test('a file is imported after one has seen what that does, and each key says what became of it', async () => {
    await airflow.call('POST', '/variables', { key: 'greeting', value: 'hello', description: 'Said first' })
    const page = await openPage()
    await page.getByRole('button', { name: 'Import' }).click()
    const dialog = page.getByRole('dialog')
    const choose = (text: string) =>
      dialog
        .getByLabel('JSON file')
        .setInputFiles({ name: 'v.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    await choose('[1]')
    await dialog.getByText('This is no file of variables').waitFor()
    await choose(
      JSON.stringify({
        greeting: 'good morning',
        'a b': 1,
        limits: { rows: 5 },
        bank_token: '***',
        described: { value: 'x', description: 'From a file' },
      }),
    )
    const outcome = (key: string) => dialog.getByRole('row').filter({ hasText: key })
    await outcome('greeting').getByText('left as it is').waitFor()
    await outcome('bank_token').getByText('Left out').waitFor()
    await dialog.getByLabel('Import nothing then').check()
    await dialog.getByText('nothing would be imported').waitFor()
    expect(await dialog.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Overwrite them').check()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Import 4 variables' }).click()
    await outcome('greeting').getByText('Overwritten').waitFor()
    await outcome('limits').getByText('Added').waitFor()
    await outcome('a b').getByText('has to be made of').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('rowheader', { name: 'limits' }).waitFor()
    expect(await stored()).toEqual([
      { key: 'described', value: 'x', description: 'From a file' },
      { key: 'greeting', value: 'good morning', description: 'Said first' },
      { key: 'limits', value: '{\n  "rows": 5\n}', description: null },
      { key: 'settings', value: '{"token":"***","rows":3}', description: null },
    ])
  })
})

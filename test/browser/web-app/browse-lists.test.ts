import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

const RUNS = ['one', 'two', 'three', 'four'] as const

describeInChromium('the lists of runs and task instances in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    for (const [day, runId] of RUNS.entries())
      await airflow.trigger('warehouse', { dag_run_id: runId, logical_date: `2026-11-0${day + 1}T10:00:00Z` })
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  const choose = async (page: Page, ...names: readonly string[]): Promise<void> => {
    for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  }
  const runIdsOf = (page: Page) => page.locator('tbody .cell-id').allInnerTexts()
  const untilRuns = (page: Page, expected: readonly string[]) =>
    eventually(async () => (String(await runIdsOf(page)) === String(expected) ? true : null), {
      withinMs: 10_000,
      what: `the runs ${expected}`,
    })
  const noteOf = async (runId: string) =>
    (await airflow.call<{ note: string | null }>('GET', `/dags/warehouse/dagRuns/${runId}`)).note
  const stateOf = async (runId: string) =>
    (await airflow.call<{ state: string }>('GET', `/dags/warehouse/dagRuns/${runId}`)).state

  test('runs are narrowed and ordered, and all of it stands in the address', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/runs')
    await untilRuns(page, ['four', 'three', 'two', 'one'])
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await untilRuns(page, ['four', 'one', 'three', 'two'])
    await page.getByRole('searchbox', { name: 'Search' }).fill('T')
    await page.getByRole('button', { name: 'State Any state' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'failed' }).click()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByLabel('Logical date from').fill('2026-11-02T10:00')
    await page.getByLabel('To', { exact: true }).fill('2026-11-03T10:00')
    await untilRuns(page, ['three', 'two'])
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      search: 'T',
      state: 'failed',
      from: '2026-11-02T10:00:00.000Z',
      to: '2026-11-03T10:00:00.000Z',
      sort: 'run_id',
    })
    await page.reload()
    await untilRuns(page, ['three', 'two'])
    await expectAccessible(page)
    const field = page.getByRole('searchbox', { name: 'Search' })
    await field.fill('nosuch')
    await page.getByText('Nothing matches these filters.').waitFor()
    expect(await field.evaluate(element => element.matches(':focus'))).toBe(true)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await untilRuns(page, ['four', 'one', 'three', 'two'])
    expect(problems).toEqual([])
  })

  test('an address that means nothing is read as far as it does', async () => {
    const page = await open()
    await signIn(page, airflow, '/runs?from=yesterday&offset=-3&nosuch=1&search=one')
    await untilRuns(page, ['one'])
    await page.goto(`http://127.0.0.1:${airflow.port}/runs?state=late`)
    await page.getByText("'late' is not one of").waitFor()
  })

  test("Airflow's own addresses lead there", async () => {
    const page = await open()
    await signIn(page, airflow, '/dagrun/list/')
    await untilRuns(page, ['four', 'three', 'two', 'one'])
    await page.goto(`http://127.0.0.1:${airflow.port}/taskinstance/list?_flt_3_dag_id=warehouse&_flt_3_state=failed`)
    await page.getByRole('link', { name: 'check' }).first().waitFor()
    expect(new URL(page.url()).pathname).toBe('/task-instances')
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ dag: 'warehouse', state: 'failed' })
  })

  test('a note is written on several runs at once', async () => {
    const page = await open()
    await signIn(page, airflow, '/runs')
    await choose(page, 'one', 'three')
    await page.getByRole('toolbar').getByText('2 selected').waitFor()
    await page.getByRole('toolbar').getByRole('button', { name: 'Note' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Note').fill('looked at by Ann')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Write a note on 2 runs: 2 of 2 done.').waitFor()
    expect([await noteOf('one'), await noteOf('two'), await noteOf('three')]).toEqual([
      'looked at by Ann',
      null,
      'looked at by Ann',
    ])
    await page.getByRole('cell', { name: 'looked at by Ann' }).first().waitFor()
  })

  test('clearing several runs shows what it touches, and runs it again', async () => {
    const page = await open()
    await signIn(page, airflow, '/runs')
    await choose(page, 'two', 'four')
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await page.getByRole('dialog').getByText('10 task instances').waitFor()
    await page.getByRole('dialog').getByText('warehouse · load.facts · two').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click()
    await page.getByText('Clear 2 runs: 2 of 2 done.').waitFor()
    for (const runId of ['two', 'four']) {
      const { instances } = await airflow.untilEnded('warehouse', runId)
      expect(instances.find(one => one.task_id === 'check')?.try_number).toBe(2)
    }
  })

  test('what fails is told, and the rest is done', async () => {
    const page = await open()
    await airflow.trigger('warehouse', { dag_run_id: 'going' })
    await signIn(page, airflow, '/dags/warehouse/runs')
    await choose(page, 'going', 'one', 'two')
    await page.getByRole('button', { name: 'Mark as…' }).click()
    await page.getByRole('menuitem', { name: 'success' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('warehouse · going').waitFor()
    await airflow.call('DELETE', '/dags/warehouse/dagRuns/going')
    await dialog.getByRole('button', { name: 'Mark as success' }).click()
    await dialog.getByText('2 of 3 done; 1 failed:').waitFor()
    await dialog.getByText('Dag Run id going not found in dag warehouse').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Try the failed ones again' }).click()
    await dialog.getByText('0 of 1 done; 1 failed:').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    expect([await stateOf('one'), await stateOf('two')]).toEqual(['success', 'success'])
  })

  test('runs are deleted after a question', async () => {
    const page = await open()
    await signIn(page, airflow, '/runs?search=t')
    await untilRuns(page, ['three', 'two'])
    await page.getByRole('checkbox', { name: 'Select all of this page' }).check()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByText('This cannot be undone').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Nothing matches these filters.').waitFor()
    await expect(stateOf('three')).rejects.toThrow('404')
    expect(await stateOf('four')).toBe('failed')
  })

  test('task instances of several runs are cleared with what comes after them, and marked alone', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/task-instances?state=failed,success&task=check&sort=run_id')
    await choose(page, 'check, four', 'check, one')
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('4 task instances', { exact: true }).waitFor()
    await dialog.getByLabel('Downstream').uncheck()
    await dialog.getByText('2 task instances', { exact: true }).waitFor()
    await dialog.getByLabel('Downstream').check()
    await dialog.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('Clear 2 task instances: 2 of 2 done.').waitFor()
    await airflow.untilEnded('warehouse', 'one')
    await airflow.untilEnded('warehouse', 'four')
    await choose(page, 'check, four')
    await page.getByRole('button', { name: 'Mark as…' }).click()
    await page.getByRole('menuitem', { name: 'success' }).click()
    await dialog.getByRole('button', { name: 'Mark as success' }).click()
    await page.getByText('Mark 1 task instance as success: 1 of 1 done.').waitFor()
    const { tasks } = await airflow.untilEnded('warehouse', 'four')
    expect(tasks['check']).toBe('success')
    await expectAccessible(page)
    expect(problems).toEqual([])
  })

  test('they are of use on a telephone, in the dark, in Chinese', async () => {
    const page = await open({ width: 390, colorScheme: 'dark' })
    await signIn(page, airflow, '/task-instances')
    await page.evaluate("localStorage.setItem('language', 'zh')")
    await page.reload()
    await page.getByRole('button', { name: '更多筛选' }).click()
    await page.getByRole('checkbox').nth(1).check()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await expectAccessible(page)
  })
})

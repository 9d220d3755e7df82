import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

describeInChromium('what is done with runs and task instances in Chromium', open => {
  let airflow: Airflow
  let page: Page
  let problems: string[]
  let count = 0
  let run: string
  beforeAll(async () => {
    airflow = await startScene()
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    run = `run_${++count}`
    await airflow.trigger('warehouse', { dag_run_id: run, conf: { table: 'invoices' } })
    page = await open()
    problems = problemsOf(page)
  })

  const see = (place: string) => signIn(page, airflow, `/dags/warehouse?run=${run}${place}`)
  const cell = (task: string, state: string) => page.getByRole('gridcell', { name: `${task}, ${run}: ${state}` })

  test('a note of a run is written, shown in the grid and in lists, changed, and taken away', async () => {
    await see('')
    await page.getByRole('button', { name: 'Add a note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('Ask Ann first')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('columnheader', { name: new RegExp(`^${run}: .*has a note$`) }).waitFor()
    await page.getByRole('link', { name: 'Runs' }).click()
    await page.getByText('Ask Ann first').waitFor()
    await page.getByRole('link', { name: 'Grid' }).click()
    await page.getByRole('button', { name: 'Edit the note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('columnheader', { name: new RegExp(`^${run}: .*has a note$`) }).waitFor({ state: 'detached' })
    expect((await airflow.call<{ note: string | null }>('GET', `/dags/warehouse/dagRuns/${run}`)).note).toBeNull()
    expect(problems).toEqual([])
  })

  test('a note that cannot be saved is not lost', async () => {
    await see('')
    await page.getByRole('button', { name: 'Add a note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('written in vain?')
    await airflow.call('DELETE', `/dags/warehouse/dagRuns/${run}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('This did not work').waitFor()
  })

  test('a note of a task instance marks its cell', async () => {
    await see('&task=check')
    await page.getByRole('tab', { name: 'Details' }).click()
    await page.getByRole('button', { name: 'Add a note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('Known since Monday')
    await page.getByRole('button', { name: 'Save' }).click()
    await cell('check', 'failed, has a note').waitFor()
    await page.getByText('Known since Monday').waitFor()
  })

  test('of a run all is cleared, or what failed alone', async () => {
    await see('')
    await page.getByRole('button', { name: 'Clear' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('5 task instances').waitFor()
    await dialog.getByLabel('Only failed').check()
    await dialog.getByText('2 task instances').waitFor()
    await dialog.getByRole('button', { name: 'Clear' }).click()
    await airflow.untilEnded('warehouse', run)
    const tries = async (task: string) =>
      (await airflow.call<{ try_number: number }>('GET', `/dags/warehouse/dagRuns/${run}/taskInstances/${task}`))
        .try_number
    expect([await tries('check'), await tries('load.facts')]).toEqual([2, 1])
  })

  test('a run is marked after a look at what that changes', async () => {
    await see('')
    await page.getByRole('button', { name: 'Mark as…' }).click()
    await page.getByRole('menuitem', { name: 'success' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 task instances').waitFor()
    await dialog.getByText(`publish · ${run}`).waitFor()
    await dialog.getByRole('button', { name: 'Mark as success' }).click()
    await cell('publish', 'success').waitFor()
  })

  test('tasks that the DAG has gained are queued in an old run', async () => {
    await airflow.call('PATCH', `/dags/warehouse/dagRuns/${run}`, { state: 'success' })
    await see('')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Queue new tasks…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('No task instance changes, only the run.').waitFor()
    await dialog.getByRole('button', { name: 'Queue', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await airflow.untilEnded('warehouse', run)).state).toBe('success')
  })

  test('a run is triggered again with its configuration', async () => {
    await see('')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Trigger with this configuration…' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('table').inputValue()).toBe('invoices')
    await dialog.getByLabel('Run id').fill(`${run}_again`)
    await dialog.getByRole('button', { name: 'Trigger' }).click()
    await page.getByRole('heading', { name: `${run}_again` }).waitFor()
    const again = await airflow.call<{ conf: { table: string } }>('GET', `/dags/warehouse/dagRuns/${run}_again`)
    expect(again.conf.table).toBe('invoices')
  })

  test('a run is deleted after a question that says what goes with it', async () => {
    await see('')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('with its 5 task instances').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await cell('check', 'failed').waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: run }).waitFor({ state: 'detached' })
  })

  test('a task instance is run alone, and one sees what that passes over', async () => {
    await see('&task=publish')
    await page.getByRole('button', { name: 'Run…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText("Task's trigger rule 'all_success'").waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Run now' }).click()
    await cell('publish', 'success').waitFor()
    await cell('check', 'failed').waitFor()
    await page.getByRole('region', { name: 'Log' }).getByText('published').first().waitFor()
    expect(problems).toEqual([])
  })

  test('the log of a task that still waits is shown as soon as there is one', async () => {
    await airflow.call('PATCH', '/dags/warehouse', { is_paused: true })
    await see('&task=publish')
    await page.getByRole('button', { name: 'Run…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
    await cell('publish', 'scheduled').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await airflow.call('PATCH', '/dags/warehouse', { is_paused: false })
    await page.getByRole('region', { name: 'Log' }).getByText('published').first().waitFor()
  })

  test('the same task in the run before is one key away', async () => {
    const before = run
    run = `run_${++count}`
    await airflow.trigger('warehouse', { dag_run_id: run })
    await see('&task=check')
    await page.getByRole('button', { name: 'Previous run' }).click()
    await page.waitForURL(new RegExp(`run=${before}&task=check`))
    await page.getByRole('heading', { name: 'check' }).waitFor()
    await page.keyboard.press(']')
    await page.waitForURL(new RegExp(`run=${run}&task=check`))
  })
})

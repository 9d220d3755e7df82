import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Airflow } from '../../integration/airflow.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { expectAccessible, signIn, startScene } from './scene.ts'

const ODD = `
import { Dag } from 'slipstream'
const dag = new Dag('odd', { schedule: '@daily', startDate: new Date('2026-11-01T00:00:00Z'), catchup: false })
dag.bash('only', { command: 'true' })
`

describeInChromium('comfort of the web app in Chromium', open => {
  let airflow: Airflow
  beforeAll(async () => {
    airflow = await startScene()
    airflow.addDag('odd', ODD)
    await airflow.untilKnown('odd')
    const warning = ['odd', 'non-existent pool', 'Its pool is gone', '2026-11-24 00:00:00.000000']
    const database = new DatabaseSync(join(airflow.home, 'airflow.db'))
    database.prepare('insert into dag_warning values (?, ?, ?, ?)').run(...warning)
    database.close()
    await airflow.trigger('warehouse', { dag_run_id: 'first' })
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())

  const isPaused = async (dagId: string) =>
    (await airflow.call<{ is_paused: boolean }>('GET', `/dags/${dagId}`)).is_paused

  const eventsNamed = async (event: string) =>
    (await airflow.call<{ event_logs: unknown[] }>('GET', `/eventLogs?event=${event}`)).event_logs

  test('the title names the page', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/warehouse/graph')
    await page.locator('.graph').waitFor()
    expect(await page.title()).toBe('warehouse · Graph · Slipstream')
    await page.getByRole('navigation', { name: 'Views of the DAG' }).getByRole('link', { name: 'Grid' }).click()
    await page.getByRole('grid').waitFor()
    expect(await page.title()).toBe('warehouse · Grid · Slipstream')
    await page.getByRole('link', { name: 'Browse' }).click()
    await page.getByRole('link', { name: 'first' }).waitFor()
    expect(await page.title()).toBe('DAG runs · Slipstream')
  })

  test('says that it is not live while the server is not heard, and then shows what has happened', async () => {
    const page = await open()
    await page.route('**/ui/events', route => route.abort())
    await signIn(page, airflow, '/dags/warehouse')
    await page.getByText('Not live: connecting again…').waitFor()
    await expectAccessible(page)
    await airflow.trigger('warehouse', { dag_run_id: 'unheard' })
    await page.unroute('**/ui/events')
    await page.getByRole('gridcell', { name: 'check, unheard: failed' }).waitFor()
    await page.getByText('Not live: connecting again…').waitFor({ state: 'detached' })
  })

  test('pauses all DAGs that the filter shows, and lets them go on', async () => {
    const page = await open()
    const problems = problemsOf(page)
    await signIn(page, airflow, '/dags?search=a')
    await page.getByRole('button', { name: 'Pause many…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 DAGs').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Pause' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    expect([await isPaused('warehouse'), await isPaused('talking')]).toEqual([true, true])
    await page.getByRole('button', { name: 'Pause many…' }).click()
    await dialog.getByText('Nothing would change.').waitFor()
    await dialog.getByRole('button', { name: 'Unpause' }).click()
    await dialog.getByText('2 DAGs').waitFor()
    await dialog.getByRole('button', { name: 'Unpause' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    expect([await isPaused('warehouse'), await isPaused('talking')]).toEqual([false, false])
    expect(problems).toEqual([])
  })

  test('the details warn, preview the next run, have the file read again, and delete the DAG after a question', async () => {
    const page = await open()
    await signIn(page, airflow, '/dags/odd/details')
    await page.getByText('Its pool is gone').waitFor()
    await page.getByText('Its data interval').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Read the file again' }).click()
    await page.getByText('The file is read again.').waitFor()
    expect(await eventsNamed('api.reparse_dag_file')).toHaveLength(1)
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('While its file is in the dags folder').waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'DAGs' }).waitFor()
    expect(await eventsNamed('api.delete_dag')).toHaveLength(1)
  })

  test('a DAG whose tasks run is not deleted, and one sees why', async () => {
    await airflow.call('POST', '/dags/talking/dagRuns', { conf: { until: join(airflow.home, 'never') } })
    const page = await open()
    await signIn(page, airflow, '/dags/talking')
    await page.getByRole('gridcell', { name: /^talk, .*: running/ }).waitFor()
    await page.getByRole('link', { name: 'Details' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alert').getByText('This did not work').waitFor()
    expect(await isPaused('talking')).toBe(false)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { Airflow } from '../../integration/airflow.ts'

/** Two groups of tasks, a retry, a failure, colours in a log, and params of every kind. */
const WAREHOUSE = `
import { Dag } from 'slipstream'
const dag = new Dag('warehouse', {
  schedule: null,
  isPausedUponCreation: false,
  tags: ['etl'],
  description: 'Loads the warehouse',
  params: { table: 'orders', limit: 100, full: false, filters: { country: 'DE' } },
})
const extract = dag.taskGroup('extract')
const load = dag.taskGroup('load')
const orders = extract.bash('orders', { command: 'printf "\\\\033[32mgreen\\\\033[0m table {{ params.table }}\\\\n"' })
const items = extract.bash('items', { command: 'echo items' })
const facts = load.bash('facts', { command: 'echo facts' })
const check = dag.bash('check', { command: 'echo "rows differ" >&2; exit 1' })
const publish = dag.bash('publish', { command: 'echo published' })
orders.before(facts)
items.before(facts)
facts.before(check)
check.before(publish)
`

/** Says a line whenever the file that its run is configured with grows. */
const TALKING = `
import { Dag } from 'slipstream'
const dag = new Dag('talking', { schedule: null, isPausedUponCreation: false, params: { until: '' } })
dag.bash('talk', { command: 'echo "first words"; while [ ! -e "{{ params.until }}" ]; do sleep 0.1; done; echo "last words"' })
`

/** Its task fails once, then succeeds. */
const STUBBORN = `
import { Dag } from 'slipstream'
const dag = new Dag('stubborn', { schedule: null, isPausedUponCreation: false })
dag.bash('twice', { command: 'exit $(( {{ ti.try_number }} < 2 ))' }, { retries: 1, retryDelay: 0.1 })
`

/** A webserver and a scheduler with two DAGs, and an admin to look at them. */
export async function startScene(): Promise<Airflow> {
  const airflow = await Airflow.create()
  airflow.addDag('warehouse', WAREHOUSE)
  airflow.addDag('talking', TALKING)
  airflow.start('standalone')
  await airflow.untilHealthy()
  await airflow.untilKnown('warehouse')
  await airflow.untilKnown('talking')
  return airflow
}

/** Runs `first` and `second` of `warehouse`, and `only` of a third DAG `stubborn`. */
export async function addRuns(airflow: Airflow): Promise<void> {
  airflow.addDag('stubborn', STUBBORN)
  await airflow.trigger('warehouse', { dag_run_id: 'first' })
  await airflow.trigger('warehouse', { dag_run_id: 'second' })
  await airflow.trigger('stubborn', { dag_run_id: 'only' })
}

/** Registers hooks that start `standalone` without DAGs, in that environment; ask for it within tests and hooks only. */
export function useAirflow(env: NodeJS.ProcessEnv = {}): () => Airflow {
  let airflow: Airflow | undefined
  beforeAll(async () => {
    airflow = await Airflow.create(env)
    airflow.start('standalone')
    await airflow.untilHealthy()
  })
  afterAll(async () => airflow?.[Symbol.asyncDispose]())
  return () => airflow as Airflow
}

/** Opens an address of the app and signs in as its admin. */
export const signIn = (page: Page, airflow: Airflow, path: string): Promise<void> =>
  signInAs(page, `http://127.0.0.1:${airflow.port}${path}`, { username: 'admin', password: passwordOf(airflow) })

export interface Login {
  readonly username: string
  readonly password: string
}

/** Opens a page of the app and signs in. */
export async function signInAs(page: Page, url: string, { username, password }: Login): Promise<void> {
  await page.goto(url)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Makes a user with the role Viewer. */
export async function createViewer(airflow: Airflow, login: Login): Promise<void> {
  const person = { first_name: 'V', last_name: 'W', email: `${login.username}@example.com` }
  await airflow.call('POST', '/users', { ...login, ...person, roles: [{ name: 'Viewer' }] })
}

const passwordOf = ({ home }: Airflow): string =>
  readFileSync(join(home, 'standalone_admin_password.txt'), 'utf8').trim()

/** Nothing that axe takes for serious, on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`)).toEqual([])
}

import type { Page } from 'playwright-core'

/** One picture: where it is taken, and how the browser is set up for it. */
export interface Picture {
  /** Of its file. */
  readonly name: string
  readonly path: string
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly language?: 'en' | 'zh'
  /** What is done before; the last thing that it waits for is on the picture. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

const RUN = 'picture'

/** A line for each; a page that is new needs nothing but its line. */
export const PICTURES: readonly Picture[] = [
  { name: 'home', path: '/' },
  { name: 'dags', path: '/dags', prepare: page => page.getByRole('link', { name: 'nightly_sales' }).waitFor() },
  { name: 'grid', path: '/dags/nightly_sales', width: 1440, prepare: selectFailed },
  { name: 'graph', path: '/dags/nightly_sales/graph', prepare: awaitArrows },
  { name: 'gantt', path: '/dags/nightly_sales/gantt' },
  { name: 'calendar', path: '/dags/nightly_sales/calendar' },
  { name: 'charts', path: '/dags/nightly_sales/charts' },
  {
    name: 'log',
    path: `/dags/live_import?run=${RUN}&task=read_files`,
    width: 1440,
    prepare: page => page.getByText('quarantine').waitFor(),
  },
  {
    name: 'trigger',
    path: '/dags/nightly_sales',
    prepare: page => page.getByRole('button', { name: 'Trigger' }).click(),
  },
  { name: 'palette', path: '/dags/nightly_sales', prepare: search },
  { name: 'cluster', path: '/cluster' },
  { name: 'variables', path: '/variables' },
  { name: 'task-instances', path: '/task-instances', height: 640 },
  { name: 'dark', path: '/dags/nightly_sales/graph', theme: 'dark', prepare: awaitArrows },
  { name: 'telephone', path: '/dags', width: 390, height: 780 },
  { name: 'chinese', path: '/dags/nightly_sales', language: 'zh', prepare: selectFailed },
]

/** The run that goes on while pictures are taken. */
export const RUNNING = { dagId: 'live_import', runId: RUN } as const

function awaitArrows(page: Page): Promise<void> {
  return page.locator('.react-flow__edge').first().waitFor()
}

async function selectFailed(page: Page): Promise<void> {
  await page
    .getByRole('gridcell', { name: /^quality_check, .*: failed/ })
    .last()
    .click()
  await page.getByRole('heading', { name: 'quality_check' }).waitFor()
}

async function search(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('orders')
  await page.getByRole('option', { name: 'orders_report' }).waitFor()
}

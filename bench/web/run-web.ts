import type { Browser, Page } from 'playwright-core'
import type { Line } from '../figures/line-table.ts'
import { millis, seconds } from '../figures/lines.ts'
import { slopeOf } from '../figures/over-time.ts'
import type { Report } from '../figures/report.ts'
import { median, quantile } from '../figures/statistics.ts'
import { repeat } from '../system/repeat.ts'
import { answerTimes } from './answer-times.ts'
import { type Frames, firstPaint, framesWhile, startBrowser } from './browser.ts'
import { type LiveFigures, measureLiveClients } from './live-clients.ts'
import { BIG_DAG, BIG_RUNS, SMALL_DAGS } from './web-data.ts'
import { type Engine, startWebServer, type WebServer } from './web-server.ts'

const ANSWERS = 100
const PAINTS = 7

/** The pages of a real webserver: a DAG of 1,000 tasks with 25 runs, and 2,000 DAGs with 16 runs each. */
export async function runWeb(report: Report, { engine, liveS }: { engine: Engine; liveS: number }): Promise<void> {
  await using server = await startWebServer(engine)
  report.raw['engine'] = engine
  await measureAnswers(report, server)
  await using browser = await startBrowser()
  await measurePaints(report, server, browser)
  await measureFrames(report, server, browser)
  const live = await measureLiveClients(server, liveS)
  report.raw['live'] = live
  liveLines(live, liveS).forEach(report.line)
}

async function measureAnswers({ raw, line }: Report, server: WebServer): Promise<void> {
  const answers = {
    [`grid of 1,000 tasks x ${BIG_RUNS} runs`]: [`/ui/dags/${BIG_DAG}/grid?runs=${BIG_RUNS}`, 0.1],
    'structure of 1,000 tasks': [`/ui/dags/${BIG_DAG}`, 0.1],
    [`list of ${SMALL_DAGS} DAGs`]: ['/ui/dags?limit=50', 1],
  } as const
  for (const [what, [path, budgetS]] of Object.entries(answers)) {
    const times = await answerTimes(server, path, ANSWERS)
    raw[`answer of ${path}`] = times
    line(timesLine({ what: `answer: ${what}`, times, budgetS }))
  }
}

async function measurePaints({ raw, line }: Report, server: WebServer, browser: Browser): Promise<void> {
  const pages = { [`/dags/${BIG_DAG}`]: '.grid-square', '/dags': '.run-bar' }
  for (const [path, selector] of Object.entries(pages)) {
    const times = await repeat(PAINTS, () => firstPaint(browser, server, path, selector))
    raw[`first paint of ${path}`] = times
    line({ ...timesLine({ what: `first paint: ${path}`, times, budgetS: 1 }), isMet: median(times) <= 1 })
  }
}

async function measureFrames({ raw, line }: Report, server: WebServer, browser: Browser): Promise<void> {
  const views = {
    'scrolling the grid of 1,000 tasks': {
      path: `/dags/${BIG_DAG}`,
      ready: (page: Page) => unfolded(page, '.grid-line'),
      move: (page: Page) => scroll(page),
    },
    'panning the graph of 1,000 tasks': {
      path: `/dags/${BIG_DAG}/graph`,
      ready: (page: Page) => unfolded(page, '.frame'),
      move: (page: Page) => pan(page),
    },
  }
  for (const [what, view] of Object.entries(views)) {
    const frames = await framesWhile(browser, server, view)
    raw[what] = frames
    line(framesLine(what, frames))
  }
}

async function unfolded(page: Page, selector: string): Promise<void> {
  await page.getByRole('button', { name: 'Unfold all groups' }).click()
  await page.locator(selector).nth(4).waitFor({ timeout: 60_000 })
  await page.mouse.move(800, 500)
}

async function scroll(page: Page): Promise<void> {
  for (let step = 0; step < 90; step += 1) await page.mouse.wheel(0, step < 60 ? 160 : -240)
}

async function pan(page: Page): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await page.mouse.move(1000, 500)
    await page.mouse.down()
    await page.mouse.move(400, 450, { steps: 40 })
    await page.mouse.up()
  }
}

interface Times {
  readonly what: string
  readonly times: readonly number[]
  readonly budgetS: number
}

function timesLine({ what, times, budgetS }: Times): Line {
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)]
  const [measured, budget] = [`p50 ${millis(p50)}, p99 ${millis(p99)}`, millis(budgetS)]
  return { what, floor: '-', measured, budget, isMet: p99 <= budgetS }
}

/** At 60 Hz a frame has 16.7 ms; one that took three times as long is seen. */
function framesLine(what: string, { framesS, longTasksS }: Frames): Line {
  const [p50, p95, longest] = [0.5, 0.95, 1].map(p => quantile(framesS, p)) as [number, number, number]
  const measured = `frames p50 ${millis(p50)}, p95 ${millis(p95)}, longest ${millis(longest)}; ${longTasksS.length} long tasks`
  return { what, floor: '16.7 ms', measured, budget: 'p95 50 ms', isMet: p95 <= 0.05 }
}

function liveLines({ answersS, rss, events }: LiveFigures, liveS: number): Line[] {
  const slope = slopeOf(rss.slice(Math.floor(rss.length / 3))) * 60
  const sizes = `${rss[0]?.value.toFixed(0)} MiB at first, ${rss.at(-1)?.value.toFixed(0)} MiB after ${seconds(liveS)}`
  return [
    timesLine({ what: `100 live pages, ${events} refetches`, times: answersS, budgetS: 0.05 }),
    {
      what: 'memory of the webserver (RSS)',
      floor: '-',
      measured: `${sizes}; ${slope.toFixed(1)} MiB a minute in the last two thirds`,
      budget: 'flat',
      isMet: slope < 5,
    },
  ]
}

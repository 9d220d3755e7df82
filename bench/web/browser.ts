import type { Browser, BrowserContext, Page } from 'playwright-core'
import { installedChromium, launchChromium } from '../../scripts/servers/chromium.ts'
import { MissingPart } from '../system/errors.ts'
import type { WebServer } from './web-server.ts'

export async function startBrowser(): Promise<Browser> {
  const executablePath = installedChromium()
  if (executablePath === null) throw new MissingPart('No Chromium here: apt-get install chromium')
  return launchChromium(executablePath)
}

/** From the beginning of a visit with an empty cache to the frame that shows the element, seconds. */
export async function firstPaint(browser: Browser, server: WebServer, path: string, selector: string): Promise<number> {
  await using context = await visitor(browser, server)
  const page = await context.newPage()
  await page.addInitScript(`(${WATCH})(${JSON.stringify(selector)})`)
  await page.goto(`${server.url}${path}`)
  await page.locator(selector).first().waitFor()
  return (await page.evaluate<number>('globalThis.paintedMs')) / 1000
}

/** Frames of a page while something is done with it. */
export interface Frames {
  /** Between one frame and the next, seconds. */
  readonly framesS: readonly number[]
  /** Tasks of the page's thread of more than 50 ms, seconds. */
  readonly longTasksS: readonly number[]
}

/** Opens a page, makes it ready, and watches its frames while it is moved. */
export async function framesWhile(
  browser: Browser,
  server: WebServer,
  view: { readonly path: string; ready(page: Page): Promise<void>; move(page: Page): Promise<void> },
): Promise<Frames> {
  await using context = await visitor(browser, server)
  const page = await context.newPage()
  await page.goto(`${server.url}${view.path}`)
  await view.ready(page)
  await page.evaluate(COUNT_FRAMES)
  await view.move(page)
  const { frames, longTasks } = await page.evaluate<{ frames: number[]; longTasks: number[] }>('globalThis.counted')
  return { framesS: frames.map(ms => ms / 1000), longTasksS: longTasks.map(ms => ms / 1000) }
}

async function visitor(browser: Browser, { url, cookie }: WebServer): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url }])
  return context
}

/** Runs in the page: notes the time of the frame after the one in which the element is there. */
const WATCH = `selector => {
  const look = () => document.querySelector(selector) === null
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => { globalThis.paintedMs = performance.now() })
  requestAnimationFrame(look)
}`

const COUNT_FRAMES = `(() => {
  const counted = globalThis.counted = { frames: [], longTasks: [] }
  let last = performance.now()
  const frame = now => { counted.frames.push(now - last); last = now; requestAnimationFrame(frame) }
  requestAnimationFrame(frame)
  new PerformanceObserver(list => list.getEntries().forEach(entry => counted.longTasks.push(entry.duration)))
    .observe({ type: 'longtask' })
})()`

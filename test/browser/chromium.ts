import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { installedChromium, launchChromium } from '../../scripts/servers/chromium.ts'

const binary = installedChromium()

/** Registers the suite where there is a Chromium; else the reason is printed. */
export function describeInChromium(
  name: string,
  suite: (open: (options?: PageOptions) => Promise<Page>) => void,
): void {
  if (binary === null) process.stderr.write(`Skipped: ${name}: this machine cannot show pages: it has no Chromium.\n`)
  describe.skipIf(binary === null)(name, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await launchChromium(binary as string)
    }, 60_000)
    afterAll(async () => browser?.close())
    suite(options => openPage(browser as Browser, options))
  })
}

export interface PageOptions {
  /** Whose password the browser keeps for the site (HTTP basic authentication). */
  readonly user?: { readonly username: string; readonly password: string }
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly locale?: string
}

/** A page with cookies of its own. */
async function openPage(browser: Browser, { user, width = 1280, ...options }: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    ...options,
    ...(user === undefined ? {} : { extraHTTPHeaders: { authorization: basic(user) } }),
  })
  return context.newPage()
}

/** Collects what the browser complains of: errors of scripts, and what the content security policy refused. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => message.type() === 'error' && problems.push(message.text()))
  return problems
}

const basic = ({ username, password }: NonNullable<PageOptions['user']>): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const BINARIES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine; null without any. */
export const installedChromium = (): string | null => BINARIES.find(path => existsSync(path)) ?? null

/** @param executablePath of an installedChromium */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...FLAGS] })

/** Without these it asks servers of its maker for this and that; as root it has no sandbox. */
const FLAGS: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--disable-gpu',
  '--no-sandbox',
]

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { buildWebApp } from '../../web/build/build-web-app.ts'
import { installedChromium, launchChromium } from '../servers/chromium.ts'
import { GalleryError } from './errors.ts'
import { PICTURES, type Picture } from './pictures.ts'
import { Stage } from './stage.ts'

const FOLDER = fileURLToPath(new URL('../../docs/pictures/web-app', import.meta.url))
/** Pictures are in a repository that everybody clones. */
const MOST_BYTES = 150_000
const SHARPNESS = 1.5

/** Takes all pictures, or those of these names, and says of each how large it is. @throws GalleryError */
export async function takePictures(names: readonly string[], say: (text: string) => void): Promise<void> {
  const executablePath = installedChromium()
  if (executablePath === null)
    throw new GalleryError('There is no Chromium to take pictures with: apt-get install chromium')
  const wanted = picturesOf(names)
  await buildWebApp()
  mkdirSync(FOLDER, { recursive: true })
  await using stage = await Stage.open()
  const browser = await launchChromium(executablePath)
  try {
    for (const picture of wanted.filter(one => one.language !== 'zh' || canWriteChinese(say)))
      say(`${picture.name}: ${await take(browser, stage, picture)} bytes`)
  } finally {
    await browser.close()
  }
}

function picturesOf(names: readonly string[]): readonly Picture[] {
  if (names.length === 0) return PICTURES
  const unknown = names.find(name => !PICTURES.some(picture => picture.name === name))
  if (unknown === undefined) return PICTURES.filter(({ name }) => names.includes(name))
  throw new GalleryError(`There is no picture "${unknown}". There are: ${PICTURES.map(({ name }) => name).join(', ')}`)
}

/** Without a font that has its signs, a page in Chinese is a page of empty boxes. */
function canWriteChinese(say: (text: string) => void): boolean {
  if (spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout) return true
  say('No picture in Chinese: this machine has no font for it (apt-get install fonts-wqy-microhei)')
  return false
}

async function take(browser: Browser, stage: Stage, picture: Picture): Promise<number> {
  const { width = 1280, height = 800, theme = 'light', language = 'en' } = picture
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
  })
  try {
    const page = await context.newPage()
    await signIn(page, stage)
    await page.goto(`${stage.address}${picture.path}`)
    await page.locator('main h1').first().waitFor()
    await picture.prepare?.(page)
    await page.waitForTimeout(SETTLING_MS)
    return await save(page, picture)
  } finally {
    await context.close()
  }
}

/** Lists and charts come in, and what moves comes to rest. */
const SETTLING_MS = 1500

/** As a page would, so that pictures in every language begin alike. */
const signIn = (page: Page, { address, password }: Stage) =>
  page.request.post(`${address}/auth/login`, { data: { username: 'admin', password } })

interface Size {
  readonly width: number
  readonly height: number
}

/** As WebP, which only the browser's own protocol gives. */
async function save(page: Page, { name }: Picture): Promise<number> {
  const session = await page.context().newCDPSession(page)
  const clip = { x: 0, y: 0, ...(page.viewportSize() as Size), scale: SHARPNESS }
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82, clip })
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > MOST_BYTES) throw new GalleryError(`${name} takes ${bytes.length} bytes, more than ${MOST_BYTES}`)
  writeFileSync(join(FOLDER, `${name}.webp`), bytes)
  return bytes.length
}

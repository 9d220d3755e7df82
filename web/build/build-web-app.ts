import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const WEB = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(WEB, 'dist')
/** Keeps the hash of the sources that were built; releases leave out files that begin with a dot. */
const STAMP = join(DIST, '.sources')

/** Builds the web app into web/dist, compressed, unless its sources and packages are those of the last build. */
export async function buildWebApp(): Promise<void> {
  const sources = hashOfSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return
  await inProduction(bundle)
  for (const path of filesBelow(DIST)) compress(path)
  writeFileSync(STAMP, sources)
}

/** What the browser gets beside this: the pages' own types have no part in the result. */
const CONTRACT = join(WEB, '..', 'runtime', 'api', 'ui', 'contract')

function hashOfSources(): string {
  const hash = createHash('sha256')
  const folders = [join(WEB, 'src'), join(WEB, 'build'), CONTRACT]
  const files = [...folders.flatMap(filesBelow), join(WEB, 'index.html'), join(WEB, 'package.json')]
  for (const path of files)
    hash
      .update(`${path.slice(WEB.length)}\0`)
      .update(readFileSync(path))
      .update('\0')
  return hash.digest('hex')
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

/** React is built for development where the environment says anything else, as that of a test does. */
async function inProduction(work: () => Promise<void>): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

/** Vite is loaded only when there is something to build. */
async function bundle(): Promise<void> {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  await build({
    root: WEB,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: DIST,
      emptyOutDir: true,
      target: 'es2022',
      // Inline scripts and data: addresses are what the content security policy forbids.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1500,
    },
  })
}

const COMPRESSED: ReadonlySet<string> = new Set(['.js', '.css', '.html', '.svg'])

function compress(path: string): void {
  if (!COMPRESSED.has(extname(path))) return
  const content = readFileSync(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }))
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
}

import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Plugin, PluginContext } from 'rolldown'

/** Folders of the checkout that the runtime asks for, and where a release has them. */
export const FOLDERS: Readonly<Record<string, string>> = { '': '.', dags: 'example-dags', 'web/dist': 'web' }

/** The file of the release by which its folder is found. */
const ANCHOR = 'package.json'

/**
 * Keeps `new URL('…', import.meta.url)` of the runtime's sources true in the bundle: a module becomes an entry of its
 * own, the runtime's package.json a file of the release, a folder its place there.
 */
export function checkoutUrls(checkout: string): Plugin {
  const runtime = join(checkout, 'runtime')
  const modules = new Map<string, string>()
  let anchor = ''
  return {
    name: 'checkout-urls',
    buildStart() {
      const source = readFileSync(join(runtime, 'package.json'))
      anchor = this.emitFile({ type: 'asset', fileName: ANCHOR, source })
    },
    transform: {
      filter: {
        id: { include: `${join(checkout, 'runtime')}/**`, exclude: '**/node_modules/**' },
        code: 'import.meta.url',
      },
      handler(code, id) {
        return code.replace(NEW_URL, (_, argument: string) => {
          const path = resolve(id, '..', pathIn(argument, id))
          const place = { path, modules, anchor, inCheckout: relative(checkout, path).split('\\').join('/') }
          return urlIn(place, id, this)
        })
      },
    },
  }
}

const NEW_URL = /new URL\(([^()]+), import\.meta\.url\)/g

function pathIn(argument: string, id: string): string {
  const literal = /^'([^'$]+)'$/.exec(argument)
  if (literal === null)
    throw new Error(`${id}: a release can follow new URL('a path', import.meta.url) only, not ${argument}`)
  return literal[1] as string
}

interface Place {
  readonly path: string
  readonly inCheckout: string
  readonly modules: Map<string, string>
  readonly anchor: string
}

function urlIn({ path, inCheckout, modules, anchor }: Place, id: string, context: PluginContext): string {
  if (inCheckout === `runtime/${ANCHOR}`) return `new URL(import.meta.ROLLUP_FILE_URL_${anchor})`
  const folder = FOLDERS[inCheckout]
  if (folder !== undefined) return `new URL('${folder}', import.meta.ROLLUP_FILE_URL_${anchor})`
  if (!/\.[jt]s$/.test(path) || !existsSync(path)) throw new Error(`${id}: a release has no ${inCheckout}`)
  const name = inCheckout.slice('runtime/'.length, -'.ts'.length).replaceAll('/', '-')
  const reference = modules.get(path) ?? context.emitFile({ type: 'chunk', id: path, name })
  modules.set(path, reference)
  return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`
}

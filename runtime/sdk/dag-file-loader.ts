import { readFileSync, realpathSync, statSync } from 'node:fs'
import { type RegisterHooksOptions, registerHooks, stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What a DAG file may call this SDK: our name, and the names of Airflow's own TypeScript SDK. */
const SDK_SPECIFIERS: ReadonlySet<string> = new Set(['slipstream', 'apache-airflow-ts-sdk', '@apache-airflow/ts-sdk'])

const SDK_URL = new URL('./index.ts', import.meta.url).href

const TYPESCRIPT: ReadonlySet<string> = new Set(['.ts', '.mts'])
const MODULES: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs'])

export interface LoadedDagFile {
  readonly namespace: Readonly<Record<string, unknown>>
  /** Every file below the dags folder that this one stands on, itself included, with the version that was loaded. */
  readonly files: ReadonlyMap<string, string>
}

/** What stands for the version of a file that cannot be looked at. */
export const GONE = 'gone'

/** Changes whenever the content does, also where a copy kept date and size. */
export function fileVersion(path: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path)
    return `${mtimeMs}-${size}-${ino}-${ctimeMs}`
  } catch {
    return GONE
  }
}

type Resolve = NonNullable<RegisterHooksOptions['resolve']>

/**
 * Loads DAG files of one dags folder into this process. Every load evaluates the file and all that it imports from the
 * folder anew; any TypeScript syntax may be used.
 */
export class DagFileLoader {
  readonly #dagsFolder: string
  readonly #folderUrl: string
  /** Node resolves symbolic links: where the dags folder is one, its modules have this address. */
  #realFolderUrl = ''
  #seen = new Map<string, string>()
  #loads = 0

  constructor(dagsFolder: string) {
    this.#dagsFolder = dagsFolder
    this.#folderUrl = folderUrlOf(dagsFolder)
    process.setSourceMapsEnabled(true)
    registerHooks({
      resolve: (...args) => this.#resolve(...args),
      load: (url, context, nextLoad) => (this.#isOwn(url) ? loadModule(url) : nextLoad(url, context)),
    })
  }

  async load(path: string): Promise<LoadedDagFile> {
    this.#seen = new Map()
    this.#loads += 1
    this.#realFolderUrl = folderUrlOf(realpathSync(this.#dagsFolder))
    const url = pathToFileURL(path).href
    const namespace = (await import(this.#isOwn(url) ? this.#versioned(url) : url)) as Record<string, unknown>
    return { namespace, files: this.#seen }
  }

  /** The files asked for since the last `load` began: what a file that failed to load stands on, missing ones too. */
  get filesSeen(): readonly string[] {
    return [...this.#seen.keys()]
  }

  #resolve(...[specifier, context, nextResolve]: Parameters<Resolve>): ReturnType<Resolve> {
    if (SDK_SPECIFIERS.has(specifier)) return { url: SDK_URL, shortCircuit: true }
    try {
      const resolved = nextResolve(specifier, context)
      const url = this.#named(resolved.url)
      return this.#isOwn(url) ? { ...resolved, url: this.#versioned(url) } : resolved
    } catch (error) {
      this.#noteMissing(specifier, context.parentURL)
      throw error
    }
  }

  /** The address by which the user knows a module of the folder. */
  #named(url: string): string {
    if (!url.startsWith(this.#realFolderUrl)) return url
    return `${this.#folderUrl}${url.slice(this.#realFolderUrl.length)}`
  }

  /** A file that is not there may come later, and then the DAG file is to be loaded again. */
  #noteMissing(specifier: string, parentUrl: string | undefined): void {
    if (!/^(\.{0,2}\/|file:)/.test(specifier)) return
    const url = this.#named(new URL(specifier, parentUrl).href)
    if (this.#isOwn(url)) this.#versioned(url)
  }

  #isOwn(url: string): boolean {
    return (
      url.startsWith(this.#folderUrl) && !url.includes('/node_modules/') && MODULES.has(extname(new URL(url).pathname))
    )
  }

  /**
   * Node caches modules by URL, also those that failed: the query makes each load its own modules. It holds the version
   * too, for what a handler imports later.
   */
  #versioned(url: string): string {
    const path = fileURLToPath(url)
    const version = fileVersion(path)
    this.#seen.set(path, version)
    return `${url.split('?')[0] as string}?v=${this.#loads}-${version}`
  }
}

const folderUrlOf = (folder: string): string => `${pathToFileURL(folder).href}/`

function loadModule(url: string): { format: 'module'; source: string; shortCircuit: true } {
  const path = fileURLToPath(url)
  const source = readFileSync(path, 'utf8')
  return {
    format: 'module',
    source: TYPESCRIPT.has(extname(path)) ? toJavaScript(source, path) : source,
    shortCircuit: true,
  }
}

/** Stripping keeps every line and column; only syntax that needs code (enum, namespace …) is transformed, with a source map. */
function toJavaScript(source: string, path: string): string {
  try {
    return stripTypeScriptTypes(source, { mode: 'strip', sourceUrl: path })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw error
    return stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true, sourceUrl: path })
  }
}

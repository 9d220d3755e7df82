import { readFileSync, statSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What a DAG file may call this SDK: our name, and the names of Airflow's own TypeScript SDK. */
const SDK_SPECIFIERS: ReadonlySet<string> = new Set(['slipstream', 'apache-airflow-ts-sdk', '@apache-airflow/ts-sdk'])

const SDK_URL = new URL(`./index${extname(fileURLToPath(import.meta.url))}`, import.meta.url).href

const TYPESCRIPT: ReadonlySet<string> = new Set(['.ts', '.mts'])
const MODULES: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs'])

export interface LoadedDagFile {
  readonly namespace: Readonly<Record<string, unknown>>
  /** Every file below the dags folder that this one stands on, itself included. */
  readonly files: readonly string[]
}

/**
 * Loads DAG files of one dags folder into this process. A file and what it imports from the folder are loaded anew
 * whenever their content on disk changed; any TypeScript syntax may be used.
 */
export class DagFileLoader {
  readonly #folderUrl: string
  #seen = new Set<string>()

  constructor(dagsFolder: string) {
    this.#folderUrl = `${pathToFileURL(dagsFolder).href}/`
    process.setSourceMapsEnabled(true)
    registerHooks({
      resolve: (specifier, context, nextResolve) => {
        if (SDK_SPECIFIERS.has(specifier)) return { url: SDK_URL, shortCircuit: true }
        const resolved = nextResolve(specifier, context)
        return this.#isOwn(resolved.url) ? { ...resolved, url: this.#versioned(resolved.url) } : resolved
      },
      load: (url, context, nextLoad) => (this.#isOwn(url) ? loadModule(url) : nextLoad(url, context)),
    })
  }

  async load(path: string): Promise<LoadedDagFile> {
    this.#seen = new Set()
    const url = this.#isOwn(pathToFileURL(path).href)
      ? this.#versioned(pathToFileURL(path).href)
      : pathToFileURL(path).href
    const namespace = (await import(url)) as Record<string, unknown>
    return { namespace, files: [...this.#seen] }
  }

  /** The files loaded since the last `load` began: what a file that failed to load stands on. */
  get filesSeen(): readonly string[] {
    return [...this.#seen]
  }

  #isOwn(url: string): boolean {
    return (
      url.startsWith(this.#folderUrl) && !url.includes('/node_modules/') && MODULES.has(extname(new URL(url).pathname))
    )
  }

  /** Node caches modules by URL: the version in the query makes a changed file a new module. */
  #versioned(url: string): string {
    const path = fileURLToPath(url)
    this.#seen.add(path)
    const { mtimeMs, size } = statSync(path)
    const bare = url.split('?')[0] as string
    return `${bare}?v=${mtimeMs}-${size}`
  }
}

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

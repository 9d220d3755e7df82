import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { isModule } from './dags-folder.ts'

/** Where a specifier of a package is imported. */
export interface PackageImport {
  /** As in `lodash`, `@scope/name/part`. */
  readonly specifier: string
  /** The first file that imports it, relative to the dags folder. */
  readonly importer: string
}

/** What the runtime itself answers. */
const OF_THE_RUNTIME: ReadonlySet<string> = new Set(['slipstream', 'apache-airflow-ts-sdk', '@apache-airflow/ts-sdk'])

/**
 * The packages that files of a dags folder import, and those that they import from beside them. Types alone are no
 * import, and what `require` or a computed `import()` asks for is not seen.
 * @param roots relative paths
 */
export function importedPackages(folder: string, roots: readonly string[]): PackageImport[] {
  const found = new Map<string, PackageImport>()
  const seen = new Set(roots)
  for (const importer of seen) {
    for (const specifier of importsOf(join(folder, importer))) {
      const beside = pathBeside(importer, specifier)
      if (beside !== null) seen.add(beside)
      else if (isPackage(specifier) && !found.has(specifier)) found.set(specifier, { specifier, importer })
    }
  }
  return [...found.values()].sort((a, b) => (a.specifier < b.specifier ? -1 : 1))
}

/** A module of the dags folder; null for a package and for what is elsewhere. */
function pathBeside(importer: string, specifier: string): string | null {
  if (!/^\.{1,2}\//.test(specifier)) return null
  const path = posix.join(posix.dirname(importer), specifier)
  return path.startsWith('../') || !isModule(path) ? null : path
}

const isPackage = (specifier: string): boolean =>
  /^(@[\w.-]+\/)?[\w.-]+(\/|$)/.test(specifier) &&
  !specifier.startsWith('.') &&
  !isBuiltin(specifier) &&
  !OF_THE_RUNTIME.has(specifier)

/** A file that cannot be read or parsed is a problem of another one: the parse check names it. */
function importsOf(path: string): string[] {
  const source = readIfThere(path)
  const { staticImports, staticExports, dynamicImports } = parseSync(path, source).module
  const imports = staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(entry => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value)
  const exports = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value])),
  )
  const dynamic = dynamicImports.flatMap(({ moduleRequest }) =>
    literalIn(source.slice(moduleRequest.start, moduleRequest.end)),
  )
  return [...imports, ...exports, ...dynamic]
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const literalIn = (argument: string): string[] => /^(['"`])([^'"`$\\]+)\1$/.exec(argument)?.slice(2) ?? []

import { type Plugin, type RolldownOutput, rolldown } from 'rolldown'
import type { ReleaseFile } from '../archive/release-file.ts'
import { ReleaseError } from '../release-error.ts'
import { type BundledPackage, bundledPackages } from '../runtime/bundled-packages.ts'
import type { PackageImport } from './imported-packages.ts'
import { manifests, modulePath } from './package-manifests.ts'
import { type ResolvedPackage, resolvePackages } from './resolve-packages.ts'

export interface PackageBundle {
  /** Below node_modules. */
  readonly files: readonly ReleaseFile[]
  readonly packages: readonly BundledPackage[]
}

/**
 * Packages as single modules that need no others, in a node_modules that the DAG files beside it find by themselves. What
 * several packages share is loaded once.
 * @throws ReleaseError for what is not installed, cannot be loaded, or is no JavaScript
 */
export async function bundlePackages(folder: string, imports: readonly PackageImport[]): Promise<PackageBundle> {
  if (imports.length === 0) return { files: [], packages: [] }
  const output = await bundled(folder, await resolvePackages(folder, imports))
  const chunks = output.map(file => ({
    path: `node_modules/${file.fileName}`,
    content: Buffer.from(file.type === 'chunk' ? file.code : file.source),
  }))
  return {
    files: [...chunks, ...manifests(imports.map(({ specifier }) => specifier))],
    packages: bundledPackages(output.flatMap(file => (file.type === 'chunk' ? file.moduleIds : []))),
  }
}

async function bundled(folder: string, packages: readonly ResolvedPackage[]): Promise<RolldownOutput['output']> {
  const compiled = new Set<string>()
  await using build = await rolldown({
    cwd: folder,
    platform: 'node',
    input: Object.fromEntries(packages.map(({ specifier }) => [modulePath(specifier), ENTRY + specifier])),
    plugins: [entries(packages), compiledCode(compiled)],
    onLog: () => undefined,
  })
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: '[name]',
    chunkFileNames: '.shared/[name]-[hash].mjs',
  })
  if (compiled.size > 0) throw hasCompiledCode([...compiled])
  return output
}

const ENTRY = 'package:'

/** A module for each import, which passes on all that the package exports. */
function entries(packages: readonly ResolvedPackage[]): Plugin {
  return {
    name: 'package-entries',
    // A file of that kind imports CommonJS by the rules of Node.js.
    resolveId: id => (id.startsWith(ENTRY) ? `\0${id}.mjs` : null),
    load(id) {
      const one = packages.find(({ specifier }) => id === `\0${ENTRY}${specifier}.mjs`)
      return one === undefined ? null : `export { ${one.names.join(', ')} } from ${JSON.stringify(one.path)}`
    },
  }
}

/** @param found the packages that have such code */
const compiledCode = (found: Set<string>): Plugin => ({
  name: 'compiled-code',
  resolveId(id, importer) {
    if (!id.endsWith('.node') || importer === undefined) return null
    found.add(bundledPackages([importer])[0]?.name ?? importer)
    return { id, external: true }
  },
})

/** It is made for one kind of machine, and looks for its files beside itself. */
const hasCompiledCode = (names: readonly string[]): ReleaseError =>
  new ReleaseError(
    `DAG files import ${names.join(', ')}, which has compiled code that cannot be bundled for other hosts. ` +
      'Use a package in plain JavaScript',
  )

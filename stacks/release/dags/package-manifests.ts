import type { ReleaseFile } from '../archive/release-file.ts'

/** Where the module of a specifier is, below node_modules. */
export function modulePath(specifier: string): string {
  const { name, part } = partsOf(specifier)
  return `${name}/${part === '' ? 'index' : part}.mjs`
}

/** The package.json of each package, in which Node.js looks up what a specifier stands for. */
export function manifests(specifiers: readonly string[]): ReleaseFile[] {
  const byPackage = Map.groupBy(specifiers, specifier => partsOf(specifier).name)
  return [...byPackage].map(([name, own]) => ({
    path: `node_modules/${name}/package.json`,
    content: Buffer.from(`${JSON.stringify({ name, exports: exportsOf(name, own) }, null, 2)}\n`),
  }))
}

const exportsOf = (name: string, specifiers: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    specifiers.map(specifier => {
      const { part } = partsOf(specifier)
      return [part === '' ? '.' : `./${part}`, `./${modulePath(specifier).slice(name.length + 1)}`]
    }),
  )

export const packageName = (specifier: string): string => partsOf(specifier).name

function partsOf(specifier: string): { readonly name: string; readonly part: string } {
  const words = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { name: words.slice(0, length).join('/'), part: words.slice(length).join('/') }
}

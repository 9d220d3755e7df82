import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package of others whose code is in the bundle. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
}

/** The packages to which modules belong, by name. */
export function bundledPackages(modules: readonly string[]): BundledPackage[] {
  const folders = new Set(modules.filter(path => path.includes('/node_modules/')).map(packageFolder))
  return [...folders]
    .map(folder => ({ ...manifestOf(folder), folder }))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** What their licences ask of whoever passes them on: the texts, each below the names of those that it covers. */
export function licenceTexts(packages: readonly BundledPackage[]): string {
  const byText = Map.groupBy(packages, ({ folder }) => licenceOf(folder))
  return [...byText]
    .map(([text, covered]) => `${covered.map(({ name, version }) => `${name} ${version}`).join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** Below node_modules/name or node_modules/@scope/name, the innermost of them. */
function packageFolder(path: string): string {
  const start = path.lastIndexOf('/node_modules/') + '/node_modules/'.length
  const [first, second] = path.slice(start).split('/') as [string, string]
  return path.slice(0, start) + (first.startsWith('@') ? `${first}/${second}` : first)
}

function manifestOf(folder: string): { readonly name: string; readonly version: string } {
  const path = join(folder, 'package.json')
  const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string }
  return { name, version }
}

function licenceOf(folder: string): string {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying)(\.|-|$)/i.test(name))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim()
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { license?: string }
  return `Licence: ${license ?? 'not stated'}`
}

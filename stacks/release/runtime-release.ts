import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION as ROLLDOWN } from 'rolldown'
import { CHECKOUT } from '../checkout.ts'
import { folderHash, readFolder } from './archive/read-folder.ts'
import { packRelease, type Release, rememberedRelease, rememberRelease } from './archive/release.ts'
import type { ReleaseFile } from './archive/release-file.ts'
import { bundleRuntime } from './runtime/bundle-runtime.ts'
import { bundledPackages, licenceTexts } from './runtime/bundled-packages.ts'
import { FOLDERS } from './runtime/checkout-urls.ts'
import { type Architecture, type NodePackage, nodeFolder, nodePackage } from './runtime/node-binary.ts'

export interface RuntimeReleaseOptions {
  readonly architecture: Architecture
  /** On the control machine: archives, and a Node.js that npm has not installed. */
  readonly cacheFolder: string
}

/**
 * What makes a host of that architecture a node: `bin/node`, `airflow.mjs` with what it loads, web pages, licences. It is
 * built when sources, packages or Node.js have changed, and taken from the cache folder otherwise.
 * @throws ReleaseError
 */
export async function buildRuntimeRelease({ architecture, cacheFolder }: RuntimeReleaseOptions): Promise<Release> {
  const node = nodePackage(architecture)
  const inputs = inputsOf(node)
  const known = rememberedRelease(cacheFolder, inputs)
  if (known !== null) return known
  const folder = await nodeFolder(node, cacheFolder)
  const release = await packRelease(cacheFolder, `runtime-linux-${architecture}`, await contents(node, folder))
  rememberRelease(cacheFolder, inputs, release)
  return release
}

/** What decides about the content of a release; packages are as package-lock.json says. */
function inputsOf(node: NodePackage): string {
  const hash = createHash('sha256').update(JSON.stringify([node, ROLLDOWN, process.version]))
  for (const folder of ['runtime', 'stacks/release', ...Object.keys(FOLDERS).filter(name => name !== '')])
    hash.update(folderHash(join(CHECKOUT, folder), isSource))
  for (const file of ['package-lock.json', 'LICENSE']) hash.update(readFileSync(join(CHECKOUT, file)))
  return hash.digest('hex').slice(0, 16)
}

/** Neither installed packages nor what an editor or a system keeps for itself. */
const isSource = (name: string): boolean => name !== 'node_modules' && name !== 'tsconfig.json' && !name.startsWith('.')

async function contents(node: NodePackage, folder: string) {
  const bundle = await bundleRuntime()
  const packages = bundledPackages(bundle.modules)
  const files: ReleaseFile[] = [
    ...bundle.files,
    ...foldersBeside(),
    { path: 'bin/node', content: readFileSync(join(folder, 'bin', 'node')), isExecutable: true },
    { path: 'LICENSE', content: readFileSync(join(CHECKOUT, 'LICENSE')) },
    { path: 'licences/node.txt', content: readFileSync(join(folder, 'LICENSE')) },
    { path: 'licences/packages.txt', content: Buffer.from(licenceTexts(packages)) },
  ]
  return { files, facts: factsOf(node, packages) }
}

function foldersBeside(): ReleaseFile[] {
  return Object.entries(FOLDERS)
    .filter(([folder]) => folder !== '')
    .flatMap(([folder, place]) =>
      readFolder(join(CHECKOUT, folder), isSource).map(file => ({ ...file, path: `${place}/${file.path}` })),
    )
}

function factsOf(node: NodePackage, packages: readonly { readonly name: string; readonly version: string }[]) {
  const { version } = JSON.parse(readFileSync(join(CHECKOUT, 'runtime', 'package.json'), 'utf8')) as { version: string }
  return {
    version,
    node: { package: node.name, version: node.version },
    bundler: `rolldown ${ROLLDOWN}`,
    packages: Object.fromEntries(packages.map(one => [one.name, one.version])),
  }
}

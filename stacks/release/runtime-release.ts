import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packRelease, type Release, rememberedRelease, rememberRelease } from './archive/release.ts'
import { type Architecture, type NodePackage, nodeFolder, nodePackage } from './runtime/node-binary.ts'
import { runtimeFiles, runtimeInputs } from './runtime/runtime-files.ts'

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

/** What decides about the content of a release. */
const inputsOf = (node: NodePackage): string =>
  createHash('sha256')
    .update(JSON.stringify([node, process.version, runtimeInputs()]))
    .digest('hex')
    .slice(0, 16)

async function contents(node: NodePackage, folder: string) {
  const { files, facts } = await runtimeFiles()
  const { version, ...others } = facts
  return {
    files: [
      ...files,
      { path: 'bin/node', content: readFileSync(join(folder, 'bin', 'node')), isExecutable: true },
      { path: 'licences/node.txt', content: readFileSync(join(folder, 'LICENSE')) },
    ],
    facts: { version, node: { package: node.name, version: node.version }, ...others },
  }
}

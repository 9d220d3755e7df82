import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExecaError, execa } from 'execa'
import { CHECKOUT } from '../../checkout.ts'
import { ReleaseError } from '../release-error.ts'

export type Architecture = 'x64' | 'arm64'

/** The npm package of the Node.js that hosts of an architecture get, as package-lock.json pins it. */
export interface NodePackage {
  readonly name: string
  readonly version: string
  /** As npm writes it: `sha512-…`. */
  readonly integrity: string
}

/** @throws ReleaseError */
export function nodePackage(architecture: Architecture): NodePackage {
  const name = `node-linux-${architecture}`
  const lock = LOCKS.map(file => join(CHECKOUT, file)).find(existsSync)
  if (lock === undefined) throw new ReleaseError(`Neither ${LOCKS.join(' nor ')} is in ${CHECKOUT}. Install it again`)
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as NodeLock
  const locked = packages[`node_modules/${name}`]
  if (locked === undefined) throw new ReleaseError(`${lock} has no ${name}. Expected it among optionalDependencies`)
  return { name, version: locked.version, integrity: locked.integrity }
}

interface NodeLock {
  readonly packages: Readonly<Record<string, Omit<NodePackage, 'name'>>>
}

/** npm leaves package-lock.json out of a package. */
export const PACKAGED_LOCK = 'node-lock.json'

const LOCKS = [PACKAGED_LOCK, 'package-lock.json']

/** The entries of package-lock.json that a package takes along: the pinned Node.js of each architecture. */
export function nodeLock(): NodeLock {
  const entries = (['x64', 'arm64'] as const).map(nodePackage)
  return { packages: Object.fromEntries(entries.map(({ name, ...entry }) => [`node_modules/${name}`, entry])) }
}

/**
 * The folder of that package: npm's own where it is installed, else one in the cache folder, fetched with npm and checked
 * against package-lock.json.
 * @throws ReleaseError
 */
export async function nodeFolder(wanted: NodePackage, cacheFolder: string): Promise<string> {
  const installed = installedFolder(wanted)
  if (installed !== null) return installed
  const fetched = join(cacheFolder, `${wanted.name}-${wanted.version}`)
  if (!existsSync(fetched)) await fetchPackage(wanted, cacheFolder, fetched)
  return fetched
}

/** In whichever node_modules npm has put it; another version than the pinned one is none. */
function installedFolder({ name, version }: NodePackage): string | null {
  const folders = createRequire(join(CHECKOUT, 'package.json')).resolve.paths(name) ?? []
  const isWanted = (folder: string): boolean =>
    existsSync(join(folder, 'bin', 'node')) &&
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version === version
  return folders.map(folder => join(folder, name)).find(isWanted) ?? null
}

async function fetchPackage(wanted: NodePackage, cacheFolder: string, target: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const folder = await mkdtemp(join(cacheFolder, 'fetch-'))
  try {
    await npmPack(wanted, folder)
    const [archive] = await readdir(folder)
    await checkIntegrity(join(folder, archive as string), wanted)
    await execa('tar', ['-xzf', archive as string, 'package/bin/node', 'package/LICENSE', 'package/package.json'], {
      cwd: folder,
    })
    await rename(join(folder, 'package'), target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function npmPack({ name, version }: NodePackage, folder: string): Promise<void> {
  try {
    await execa('npm', ['pack', `${name}@${version}`, '--pack-destination', folder], {
      cwd: CHECKOUT,
      timeout: FETCH_MS,
    })
  } catch (error) {
    const said = error instanceof ExecaError ? error.shortMessage : String(error)
    throw new ReleaseError(
      `Node.js for hosts of another architecture (npm package ${name} ${version}) could not be fetched: ${said}. ` +
        `See that npm reaches its registry from here, or put the unpacked package into ${join(CHECKOUT, 'node_modules', name)}`,
      { cause: error },
    )
  }
}

const FETCH_MS = 300_000

async function checkIntegrity(archive: string, { name, version, integrity }: NodePackage): Promise<void> {
  const [algorithm, expected] = integrity.split('-') as [string, string]
  const hash = createHash(algorithm)
  await pipeline(createReadStream(archive), hash)
  const got = hash.digest('base64')
  if (got !== expected)
    throw new ReleaseError(
      `${name} ${version} is not what package-lock.json pins: got ${algorithm}-${got}, expected ${integrity}. ` +
        'See which registry npm uses (npm config get registry)',
    )
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CHECKOUT } from '../checkout.ts'
import { folderHash } from './archive/read-folder.ts'
import { packRelease, type Release, rememberedRelease, rememberRelease } from './archive/release.ts'
import type { ReleaseFile } from './archive/release-file.ts'
import { unpackTo } from './archive/unpack.ts'
import { bundlePackages } from './dags/bundle-packages.ts'
import { CANARY_DAG, type CanaryNode, canaryFile } from './dags/canary-dag.ts'
import { dagsFolderFiles, isShipped } from './dags/dags-folder.ts'
import { importedPackages } from './dags/imported-packages.ts'
import { type BrokenDag, openParseCheck, type ParseCheck } from './dags/parse-check.ts'
import { ReleaseError } from './release-error.ts'
import { runtimeInputs } from './runtime/runtime-files.ts'

export interface DagsReleaseOptions {
  /** On the control machine. */
  readonly dagsFolder: string
  /** The hosts with a worker, for the canary DAG. */
  readonly nodes: readonly CanaryNode[]
  /** Builds it although DAG files cannot be read. */
  readonly allowBrokenDags?: boolean
  /** The stack's own options of airflow.cfg, by `section.key`. */
  readonly config?: Readonly<Record<string, string>>
  readonly cacheFolder: string
}

export interface DagsRelease extends Release {
  /** DAGs, without the canary. */
  readonly dagCount: number
  /** Those that were let through, as the runtime sees them. */
  readonly broken: readonly BrokenDag[]
  /** npm packages that are in it, with their versions. */
  readonly packages: Readonly<Record<string, string>>
}

/**
 * The DAG files of a cluster: as they are, with a node_modules of the packages that they import and the canary DAG. The
 * runtime has read them, as they will be on the hosts.
 * @throws ReleaseError which names each DAG file that cannot be read, unless they are let through
 */
export async function buildDagsRelease(options: DagsReleaseOptions): Promise<DagsRelease> {
  demandFolder(options.dagsFolder)
  const { cacheFolder } = options
  const inputs = inputsOf(options)
  const known = rememberedRelease<DagsRelease>(cacheFolder, inputs)
  if (known !== null) return known
  const release = await build(options)
  rememberRelease(cacheFolder, inputs, release)
  return release
}

function demandFolder(folder: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new ReleaseError(`There is no dags folder ${folder}. Make it, or say with slipstream:dags where it is`)
  if (existsSync(join(folder, `${CANARY_DAG}.ts`)))
    throw new ReleaseError(`${join(folder, CANARY_DAG)}.ts is in the way: each deployment writes that file. Rename it`)
}

/** What decides about the content of a release; installed packages are as npm noted them down. */
function inputsOf({ dagsFolder, nodes, allowBrokenDags = false, config = {} }: DagsReleaseOptions): string {
  const hash = createHash('sha256').update(
    JSON.stringify([process.version, dagsFolder, nodes, allowBrokenDags, config]),
  )
  hash.update(folderHash(dagsFolder, isShipped))
  hash.update(folderHash(join(CHECKOUT, 'stacks/release'), isShipped)).update(runtimeInputs())
  for (const folder of [dagsFolder, ...foldersAbove(dagsFolder)]) {
    const note = join(folder, 'node_modules', '.package-lock.json')
    if (existsSync(note)) hash.update(readFileSync(note))
  }
  return hash.digest('hex').slice(0, 16)
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [] : [above, ...foldersAbove(above)]
}

async function build(options: DagsReleaseOptions): Promise<DagsRelease> {
  const { dagsFolder, nodes, cacheFolder, config = {} } = options
  await using check = await openParseCheck(config)
  const { broken, dagFiles, dagCount } = await check.read(dagsFolder)
  refuseBroken(broken, options)
  const bundle = await bundlePackages(dagsFolder, importedPackages(dagsFolder, dagFiles))
  const files = [...dagsFolderFiles(dagsFolder), ...bundle.files, canaryFile(nodes)]
  if (bundle.files.length > 0) refuseBroken(await brokenOnHosts(files, { check, dagsFolder }), options)
  const packages = Object.fromEntries(bundle.packages.map(({ name, version }) => [name, version]))
  const release = await packRelease(cacheFolder, 'dags', { files, facts: { packages } })
  return { ...release, dagCount, broken, packages }
}

/** Of the files as they will be on a host, where no package is installed; messages name those that the user knows. */
async function brokenOnHosts(
  files: readonly ReleaseFile[],
  { check, dagsFolder }: { readonly check: ParseCheck; readonly dagsFolder: string },
): Promise<BrokenDag[]> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-dags-'))
  try {
    await unpackTo(folder, files)
    const inSources = (text: string): string => text.replaceAll(folder, dagsFolder)
    return (await check.findBroken(folder)).map(({ file, error }) => ({
      file: inSources(file),
      error: inSources(error),
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function refuseBroken(broken: readonly BrokenDag[], { allowBrokenDags = false }: DagsReleaseOptions): void {
  if (broken.length === 0 || allowBrokenDags) return
  const count = broken.length === 1 ? 'A DAG file cannot' : `${broken.length} DAG files cannot`
  throw new ReleaseError(
    `${count} be read:\n${broken.map(({ error }) => indented(error)).join('\n')}\n` +
      'Correct it, list it in .airflowignore, or deploy nevertheless with slipstream:allowBrokenDags: true',
  )
}

const indented = (text: string): string => text.replace(/^/gm, '  ')

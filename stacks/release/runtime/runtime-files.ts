import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION as ROLLDOWN } from 'rolldown'
import { BUILT_RUNTIME, CHECKOUT } from '../../checkout.ts'
import { folderHash, readFolder } from '../archive/read-folder.ts'
import type { ReleaseFile } from '../archive/release-file.ts'
import { bundleRuntime, PROGRAM } from './bundle-runtime.ts'
import { bundledPackages, licenceTexts } from './bundled-packages.ts'
import { FOLDERS } from './checkout-urls.ts'
import { buildWebApp } from './web-app.ts'

/** What a release has on every architecture. */
export interface RuntimeFiles {
  readonly files: readonly ReleaseFile[]
  readonly facts: {
    readonly version: string
    readonly bundler: string
    /** With their versions. */
    readonly packages: Readonly<Record<string, string>>
  }
}

/**
 * Bundled from the sources of a checkout; in an installed package they are there.
 * @throws ReleaseError
 */
export function runtimeFiles(): Promise<RuntimeFiles> | RuntimeFiles {
  return existsSync(BUILT_RUNTIME) ? builtBefore() : builtFromSources()
}

/** What decides about them; packages are as package-lock.json says. */
export function runtimeInputs(): string {
  if (existsSync(BUILT_RUNTIME)) return folderHash(BUILT_RUNTIME, () => true)
  const hash = createHash('sha256').update(ROLLDOWN)
  for (const folder of ['runtime', 'stacks/release', 'dags', 'web/src', 'web/build'])
    hash.update(folderHash(join(CHECKOUT, folder), isSource))
  for (const file of ['package-lock.json', 'LICENSE', 'web/index.html']) hash.update(readFileSync(join(CHECKOUT, file)))
  return hash.digest('hex')
}

/** The program of the runtime that this code belongs to, for the control machine. */
export const airflowProgram = (): string =>
  existsSync(BUILT_RUNTIME) ? join(BUILT_RUNTIME, FILES, PROGRAM) : join(CHECKOUT, 'runtime', 'cli', 'airflow.js')

/** As files of a folder that is later `BUILT_RUNTIME`. */
export async function builtRuntime(): Promise<readonly ReleaseFile[]> {
  const { files, facts } = await builtFromSources()
  const built = files.map(file => ({ ...file, path: `${FILES}/${file.path}` }))
  return [...built, { path: FACTS, content: Buffer.from(`${JSON.stringify(facts, null, 2)}\n`) }]
}

const FILES = 'files'
const FACTS = 'facts.json'

function builtBefore(): RuntimeFiles {
  const files = readFolder(join(BUILT_RUNTIME, FILES), () => true)
  return { files, facts: JSON.parse(readFileSync(join(BUILT_RUNTIME, FACTS), 'utf8')) }
}

async function builtFromSources(): Promise<RuntimeFiles> {
  await buildWebApp()
  const bundle = await bundleRuntime()
  const packages = bundledPackages(bundle.modules)
  const files: ReleaseFile[] = [
    ...bundle.files,
    ...foldersBeside(),
    { path: 'LICENSE', content: readFileSync(join(CHECKOUT, 'LICENSE')) },
    { path: 'licences/packages.txt', content: Buffer.from(licenceTexts(packages)) },
  ]
  return { files, facts: factsOf(packages) }
}

/** Neither installed packages nor what an editor or a system keeps for itself. */
const isSource = (name: string): boolean => name !== 'node_modules' && name !== 'tsconfig.json' && !name.startsWith('.')

function foldersBeside(): ReleaseFile[] {
  return Object.entries(FOLDERS)
    .filter(([folder]) => folder !== '')
    .flatMap(([folder, place]) =>
      readFolder(join(CHECKOUT, folder), isSource).map(file => ({ ...file, path: `${place}/${file.path}` })),
    )
}

function factsOf(packages: readonly { readonly name: string; readonly version: string }[]): RuntimeFiles['facts'] {
  const { version } = JSON.parse(readFileSync(join(CHECKOUT, 'runtime', 'package.json'), 'utf8')) as { version: string }
  return {
    version,
    bundler: `rolldown ${ROLLDOWN}`,
    packages: Object.fromEntries(packages.map(one => [one.name, one.version])),
  }
}

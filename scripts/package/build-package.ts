import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { BUILT_RUNTIME, CHECKOUT } from '../../stacks/checkout.ts'
import { unpackTo } from '../../stacks/release/archive/unpack.ts'
import { nodeLock, PACKAGED_LOCK } from '../../stacks/release/runtime/node-binary.ts'
import { builtRuntime } from '../../stacks/release/runtime/runtime-files.ts'
import { packageManifest } from './package-manifest.ts'

/** As they are, beside what is compiled. */
const COPIED = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'docs/library.md',
  'templates',
  'stacks/local-host',
  'stacks/provider/pulumi-resource-host',
]

/**
 * Packs what a program of others installs: the deployment half and what DAG files import as JavaScript with types, the
 * plugin, templates, and the runtime of a release, bundled.
 * @returns the path of the archive, in the folder
 */
export async function buildPackage(targetFolder: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-package-'))
  try {
    await execa('tsc', ['-p', 'tsconfig.package.json', '--outDir', folder], { cwd: CHECKOUT, preferLocal: true })
    for (const path of COPIED) await cp(join(CHECKOUT, path), join(folder, path), { recursive: true })
    await unpackTo(join(folder, BUILT_RUNTIME.slice(CHECKOUT.length)), await builtRuntime())
    await writeFile(join(folder, PACKAGED_LOCK), shown(nodeLock()))
    await writeFile(join(folder, 'package.json'), shown(packageManifest(CHECKOUT)))
    await mkdir(targetFolder, { recursive: true })
    return join(targetFolder, await packed(folder, targetFolder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const shown = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

async function packed(folder: string, targetFolder: string): Promise<string> {
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', targetFolder], { cwd: folder })
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }]
  return filename
}

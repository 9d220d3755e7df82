import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { buildPackage } from '../../../scripts/package/build-package.ts'
import { CHECKOUT } from '../../../stacks/checkout.ts'

/** The example program in a folder of its own, with the package unpacked in its node_modules. */
export interface InstalledPackage extends AsyncDisposable {
  readonly project: string
  /** node_modules/slipstream */
  readonly folder: string
}

/** Of other packages there is only what the package's manifest or the program's names, linked to this checkout's. */
export async function installPackage(): Promise<InstalledPackage> {
  const project = await mkdtemp(join(tmpdir(), 'slipstream-own-program-'))
  await cp(join(CHECKOUT, 'examples', 'own-program'), project, { recursive: true })
  const folder = join(project, 'node_modules', 'slipstream')
  await mkdir(folder, { recursive: true })
  const archive = await buildPackage(join(project, 'packed'))
  await execa('tar', ['-xzf', archive, '--strip-components=1', '-C', folder])
  const others = [...(await namedIn(folder)), ...(await namedIn(project))]
  for (const name of new Set(others)) await linkPackage(project, name)
  return { project, folder, [Symbol.asyncDispose]: () => rm(project, { recursive: true, force: true }) }
}

const KINDS = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies']

async function namedIn(folder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, object>
  return KINDS.flatMap(kind => Object.keys(manifest[kind] ?? {})).filter(name => name !== 'slipstream')
}

async function linkPackage(project: string, name: string): Promise<void> {
  const link = join(project, 'node_modules', name)
  await mkdir(dirname(link), { recursive: true })
  await symlink(join(CHECKOUT, 'node_modules', name), link)
}

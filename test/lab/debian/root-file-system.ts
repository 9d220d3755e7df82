import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { sourcesOf } from './archive.ts'
import { lockFile } from './file-lock.ts'
import { argumentsOf, hashOf, type Recipe } from './recipe.ts'

/** Outside the checkout, so that all checkouts of a machine share it. Deleting it costs the next run some minutes. */
export const CACHE = process.env['SLIPSTREAM_LAB_CACHE'] ?? '/var/cache/slipstream-lab'

/** Why this machine can make no root file system; null when it can. With CI=true that is an error. */
export function whyNoRoots(): string | null {
  const reason = missingPart()
  if (reason !== null && process.env['CI'] === 'true') throw new Error(reason)
  return reason
}

/** Path of the recipe's archive (.tar.zst) in the cache, made when it is not there; takes up to a minute then. */
export async function archiveOf(recipe: Recipe, tell: (sentence: string) => void): Promise<string> {
  const archive = join(CACHE, `${recipe.name}-${hashOf(recipe)}.tar.zst`)
  await mkdir(CACHE, { recursive: true })
  await using _turn = await lockFile(`${archive}.lock`)
  if (existsSync(archive)) return archive
  tell(`Making the root file system of ${recipe.name} from Debian's packages`)
  await rm(`${archive}.new`, { force: true })
  await build(recipe, `${archive}.new`)
  await rename(`${archive}.new`, archive)
  await removeOlder(recipe.name)
  return archive
}

/** Path of a command of the recipe that can be started from outside, once `unpack` has made it. */
export function commandOf(recipe: Recipe, name: string): string {
  return join(unpackedFolder(recipe), 'bin', name)
}

/** Unpacks the recipe's root file system beside its archive, once, with a starter for each of its commands. */
export async function unpack(recipe: Recipe, tell: (sentence: string) => void): Promise<void> {
  const archive = await archiveOf(recipe, tell)
  const folder = unpackedFolder(recipe)
  await using _turn = await lockFile(`${archive}.lock`)
  if (existsSync(folder)) return
  await rm(`${folder}.new`, { recursive: true, force: true })
  await mkdir(`${folder}.new/root`, { recursive: true })
  await mkdir(`${folder}.new/bin`)
  await execa('tar', ['--zstd', '-xf', archive, '-C', `${folder}.new/root`])
  for (const command of recipe.commands) await writeStarter(`${folder}.new/bin`, join(folder, 'root'), command)
  await rename(`${folder}.new`, folder)
}

function missingPart(): string | null {
  if (process.platform !== 'linux') return `only Linux has what the lab needs, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'only root can make root file systems and network namespaces'
  const absent = ['mmdebstrap', 'zstd', 'unshare', 'flock'].find(name => !existsSync(`/usr/bin/${name}`))
  return absent === undefined ? null : `${absent} is not installed`
}

function unpackedFolder(recipe: Recipe): string {
  return join(CACHE, `${recipe.name}-${hashOf(recipe)}`)
}

async function build(recipe: Recipe, archive: string): Promise<void> {
  const sources = sourcesOf(recipe.suite)
  const debian = execa('mmdebstrap', [...argumentsOf(recipe), '-', ...sources], {
    buffer: { stdout: false },
  })
  await debian.pipe('zstd', ['-q', '-T0', '-3', '-o', archive])
}

/** Keeps three of each name: other checkouts may be a few changes behind. */
async function removeOlder(name: string): Promise<void> {
  const archives = (await readdir(CACHE)).filter(file => file.startsWith(`${name}-`) && file.endsWith('.tar.zst'))
  const ages = await Promise.all(archives.map(async file => ({ file, at: (await stat(join(CACHE, file))).mtimeMs })))
  for (const { file } of ages.sort((a, b) => b.at - a.at).slice(3)) {
    await rm(join(CACHE, file), { force: true })
    await rm(join(CACHE, basename(file, '.tar.zst')), { recursive: true, force: true })
  }
}

/**
 * A script that becomes the command inside the root: same process, same arguments, same environment, and the same
 * folder for temporary files, mounted where nobody else sees it.
 */
async function writeStarter(bin: string, root: string, command: string): Promise<void> {
  const script = `#!/bin/sh
tmp=\${TMPDIR:-/tmp}
export tmp
mkdir -p "${root}$tmp"
exec unshare --mount --propagation private sh -c '
mount --rbind /dev ${root}/dev && mount -t proc proc ${root}/proc && mount --bind "$tmp" "${root}$tmp" &&
exec chroot ${root} ${command} "$@"' sh "$@"
`
  const file = join(bin, basename(command))
  await writeFile(file, script)
  await chmod(file, 0o755)
}

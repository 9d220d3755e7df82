import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { sourcesOf } from './archive.ts'
import { lockFile } from './file-lock.ts'
import { hashOf, type Recipe } from './recipe.ts'

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
  const debian = execa('mmdebstrap', [...optionsOf(recipe), recipe.suite, '-', ...sources], {
    buffer: { stdout: false },
  })
  await debian.pipe('zstd', ['-q', '-T0', '-3', '-o', archive])
}

function optionsOf({ variant, packages, unwanted, folders, offered }: Recipe): string[] {
  const undocumented = ['doc', 'man', 'info', 'locale'].map(name => `path-exclude=/usr/share/${name}/*`)
  return [
    '--mode=root',
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Acquire::Retries "3"',
    '--aptopt=APT::Install-Recommends "false"',
    ...['force-unsafe-io', ...undocumented, 'path-include=/usr/share/locale/locale.alias'].map(o => `--dpkgopt=${o}`),
    ...(offered.length === 0 ? [] : [`--customize-hook=${offering(offered)}`]),
    '--customize-hook=echo 127.0.0.1 localhost > "$1/etc/hosts"',
    `--customize-hook=cd "$1" && rm -rf var/log/apt var/log/*.log ${unwanted.join(' ')}`,
    `--customize-hook=cd "$1" && mkdir -p tmp ${folders.join(' ')}`,
  ]
}

function offering(packages: readonly string[]): string {
  return `set -e
chroot "$1" apt-get install --yes --quiet --download-only ${packages.join(' ')}
mkdir -p "$1/srv/packages"
mv "$1"/var/cache/apt/archives/*.deb "$1/srv/packages"
chroot "$1" sh -c 'cd /srv/packages && apt-ftparchive packages . > Packages'`
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

import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileVersion } from '../sdk/dag-file-loader.ts'
import { type IgnoreRule, type IgnoreSyntax, parseIgnoreFile } from './airflow-ignore.ts'

/** What a dags folder holds now. */
export interface FolderScan {
  /** Module files by absolute path, with a version that changes when the file does. */
  readonly versions: ReadonlyMap<string, string>
  /** Every folder looked into: what to watch. */
  readonly folders: readonly string[]
  /** .airflowignore files that cannot be read as patterns, and folders that cannot be listed. */
  readonly problems: readonly { readonly file: string; readonly error: Error }[]
}

const MODULE = /\.(ts|mts|js|mjs)$/
const DECLARATION = /\.d\.m?ts$/
const NEVER = new Set(['node_modules', '__pycache__'])

/** Lists the module files below a dags folder that .airflowignore does not exclude. A missing folder is an empty one. */
export function scanFolder(root: string, syntax: IgnoreSyntax): FolderScan {
  const scan = {
    versions: new Map<string, string>(),
    folders: [] as string[],
    problems: [] as { file: string; error: Error }[],
  }
  if (existsSync(root)) scanInto({ folder: root, rules: [], inside: new Set() }, { ...scan, syntax })
  return scan
}

interface Scene {
  readonly syntax: IgnoreSyntax
  readonly versions: Map<string, string>
  readonly folders: string[]
  readonly problems: { file: string; error: Error }[]
}

interface FolderRule {
  readonly folder: string
  readonly rule: IgnoreRule
}

interface Place {
  readonly folder: string
  readonly rules: readonly FolderRule[]
  /** Real paths of the folders around it: a symbolic link to one of them would never end. */
  readonly inside: ReadonlySet<string>
}

function scanInto({ folder, rules: inherited, inside }: Place, scene: Scene): void {
  const listing = listingOf(folder, scene)
  if (listing === null || inside.has(listing.realPath)) return
  scene.folders.push(folder)
  const rules = [...inherited, ...ownRule(folder, scene)]
  for (const entry of listing.entries) {
    const path = join(folder, entry.name)
    const stat = statOf(entry, path)
    if (stat === null || NEVER.has(entry.name) || isIgnored(path, stat.isDirectory(), rules)) continue
    if (!stat.isDirectory()) addVersion(path, stat, scene)
    else if (!entry.name.startsWith('.'))
      scanInto({ folder: path, rules, inside: new Set([...inside, listing.realPath]) }, scene)
  }
}

/** A folder may vanish between the listing and this look; one that cannot be listed must not hide the others. */
function listingOf(folder: string, { problems }: Scene): { entries: Dirent[]; realPath: string } | null {
  try {
    return { entries: readdirSync(folder, { withFileTypes: true }), realPath: realpathSync(folder) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') problems.push({ file: folder, error: error as Error })
    return null
  }
}

/** What an entry or the target of a link is; null for a link to nothing, and for what has just vanished. */
function statOf(entry: Dirent, path: string): Pick<Stats, 'isDirectory' | 'isFile'> | null {
  if (!entry.isSymbolicLink()) return entry
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function addVersion(path: string, stat: Pick<Stats, 'isFile'>, { versions }: Scene): void {
  if (stat.isFile() && MODULE.test(path) && !DECLARATION.test(path)) versions.set(path, fileVersion(path))
}

function ownRule(folder: string, scene: Scene): FolderRule[] {
  const file = join(folder, '.airflowignore')
  if (!existsSync(file)) return []
  try {
    return [{ folder, rule: parseIgnoreFile(readFileSync(file, 'utf8'), scene.syntax, file) }]
  } catch (error) {
    scene.problems.push({ file, error: error as Error })
    return []
  }
}

const isIgnored = (path: string, isFolder: boolean, rules: readonly FolderRule[]): boolean =>
  rules.some(({ folder, rule }) => rule(relative(folder, path).split(sep).join('/'), isFolder))

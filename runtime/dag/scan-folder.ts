import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type IgnoreRule, type IgnoreSyntax, parseIgnoreFile } from './airflow-ignore.ts'

/** What a dags folder holds now. */
export interface FolderScan {
  /** Module files by absolute path, with a version that changes when the file does. */
  readonly versions: ReadonlyMap<string, string>
  /** Every folder looked into: what to watch. */
  readonly folders: readonly string[]
  /** .airflowignore files that cannot be read as patterns. */
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
  if (existsSync(root)) scanInto(root, [], { ...scan, root, syntax })
  return scan
}

interface Scene {
  readonly root: string
  readonly syntax: IgnoreSyntax
  readonly versions: Map<string, string>
  readonly folders: string[]
  readonly problems: { file: string; error: Error }[]
}

interface FolderRule {
  readonly folder: string
  readonly rule: IgnoreRule
}

function scanInto(folder: string, inherited: readonly FolderRule[], scene: Scene): void {
  scene.folders.push(folder)
  const rules = [...inherited, ...ownRule(folder, scene)]
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const isFolder = isDirectory(entry, path)
    if (NEVER.has(entry.name) || isIgnored(path, isFolder, rules)) continue
    if (isFolder && !entry.name.startsWith('.')) scanInto(path, rules, scene)
    else if (MODULE.test(entry.name) && !DECLARATION.test(entry.name)) addVersion(path, scene)
  }
}

const isDirectory = (entry: Dirent, path: string): boolean =>
  entry.isDirectory() || (entry.isSymbolicLink() && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false))

/** A file may vanish between the listing and this look. */
function addVersion(path: string, scene: Scene): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile()) scene.versions.set(path, `${stat.mtimeMs}-${stat.size}-${stat.ino}`)
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

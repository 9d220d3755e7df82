import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ReleaseFile } from './release-file.ts'

/** Every file below a folder, links followed; a folder that is not there is empty. */
export function readFolder(folder: string, isWanted: (name: string) => boolean): ReleaseFile[] {
  return listFiles(folder, isWanted).map(path => ({
    path,
    content: readFileSync(join(folder, path)),
    isExecutable: isExecutable(join(folder, path)),
  }))
}

const isExecutable = (path: string): boolean => (statSync(path).mode & 0o100) !== 0

/** The same for what the files say: it changes when a path, a content or a mode does. */
export function folderHash(folder: string, isWanted: (name: string) => boolean): string {
  const hash = createHash('sha256')
  for (const path of listFiles(folder, isWanted)) {
    const file = join(folder, path)
    hash.update(JSON.stringify([path, isExecutable(file)])).update(fileHash(file))
  }
  return hash.digest('hex')
}

const fileHash = (path: string): Buffer => createHash('sha256').update(readFileSync(path)).digest()

/** @param around real paths of the folders around it: a link to one of them would never end */
function listFiles(folder: string, isWanted: (name: string) => boolean, around: readonly string[] = []): string[] {
  if (!existsSync(folder) || around.includes(realpathSync(folder))) return []
  const inside = [...around, realpathSync(folder)]
  return readdirSync(folder)
    .filter(name => isWanted(name) && existsSync(join(folder, name)))
    .sort()
    .flatMap(name => {
      if (!statSync(join(folder, name)).isDirectory()) return [name]
      return listFiles(join(folder, name), isWanted, inside).map(below => `${name}/${below}`)
    })
}

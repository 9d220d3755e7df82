import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ReleaseFile } from './release-file.ts'

/** Every file below a folder, links followed; a folder that is not there is empty. */
export function readFolder(folder: string, isWanted: (name: string) => boolean): ReleaseFile[] {
  return listFiles(folder, isWanted).map(path => ({ path, content: readFileSync(join(folder, path)) }))
}

/** The same for what the files say: it changes when a path or a content does. */
export function folderHash(folder: string, isWanted: (name: string) => boolean): string {
  const hash = createHash('sha256')
  for (const path of listFiles(folder, isWanted)) hash.update(JSON.stringify(path)).update(fileHash(join(folder, path)))
  return hash.digest('hex')
}

const fileHash = (path: string): Buffer => createHash('sha256').update(readFileSync(path)).digest()

function listFiles(folder: string, isWanted: (name: string) => boolean): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(isWanted)
    .sort()
    .flatMap(name => {
      if (!statSync(join(folder, name)).isDirectory()) return [name]
      return listFiles(join(folder, name), isWanted).map(below => `${name}/${below}`)
    })
}

import { createHash } from 'node:crypto'

/** One file of a release. */
export interface ReleaseFile {
  /** Relative, with `/`. */
  readonly path: string
  readonly content: Uint8Array
  readonly isExecutable?: boolean
}

/** Equal for equal files: paths, contents and which may be executed. */
export function contentId(files: readonly ReleaseFile[]): string {
  const hash = createHash('sha256')
  for (const { path, content, isExecutable = false } of sortedFiles(files))
    hash.update(`${JSON.stringify([path, isExecutable, content.length])}\n`).update(content)
  return hash.digest('hex').slice(0, ID_LENGTH)
}

const ID_LENGTH = 16

/** By code units, so that the order is the same wherever a release is built. */
export const sortedFiles = (files: readonly ReleaseFile[]): ReleaseFile[] =>
  [...files].sort((a, b) => (a.path < b.path ? -1 : 1))

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { IgnoreSyntax } from './airflow-ignore.ts'
import { scanFolder } from './scan-folder.ts'

/** The content of a dags folder as one hash: the same on two hosts exactly where their DAG files are the same. */
export class FolderHash {
  readonly #root: string
  readonly #syntax: IgnoreSyntax
  #files: ReadonlyMap<string, { readonly version: string; readonly hash: string }> = new Map()

  constructor(root: string, syntax: IgnoreSyntax) {
    this.#root = root
    this.#syntax = syntax
  }

  /** Reads only what has changed since the last time; null where the folder holds no DAG file. */
  current(): string | null {
    const { versions } = scanFolder(this.#root, this.#syntax)
    this.#files = new Map([...versions].map(([path, version]) => [path, this.#fileOf(path, version)]))
    if (this.#files.size === 0) return null
    const lines = [...this.#files].map(([path, { hash }]) => `${relative(this.#root, path)}\0${hash}`).sort()
    return sha256(lines.join('\n'))
  }

  #fileOf(path: string, version: string): { readonly version: string; readonly hash: string } {
    const known = this.#files.get(path)
    return known?.version === version ? known : { version, hash: contentHash(path) }
  }
}

/** A file that vanishes meanwhile is missing at the next look. */
function contentHash(path: string): string {
  try {
    return sha256(readFileSync(path))
  } catch {
    return ''
  }
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

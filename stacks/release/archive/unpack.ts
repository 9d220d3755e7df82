import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReleaseFile } from './release-file.ts'

/** Writes the files of a release into a folder. */
export async function unpackTo(folder: string, files: readonly ReleaseFile[]): Promise<void> {
  for (const { path, content, isExecutable } of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content, { mode: isExecutable ? 0o755 : 0o644 })
  }
}

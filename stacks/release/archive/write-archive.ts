import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ReleaseFile } from './release-file.ts'
import { tarOf } from './tar.ts'

export interface WrittenArchive {
  readonly sha256: string
  readonly sizeBytes: number
}

/** Writes the files as a .tar.gz that is there as a whole or not at all. */
export async function writeArchive(files: readonly ReleaseFile[], path: string): Promise<WrittenArchive> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${randomUUID()}`
  const hash = createHash('sha256')
  let sizeBytes = 0
  try {
    await pipeline(
      Readable.from(tarOf(files)),
      createGzip(),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          sizeBytes += chunk.length
          yield chunk
        }
      },
      createWriteStream(unfinished, { mode: 0o600 }),
    )
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}

import { type FileHandle, open } from 'node:fs/promises'
import type { SFTPWrapper } from 'ssh2'
import { Cancelled } from '../errors.ts'

export interface Upload {
  readonly localPath: string
  /** A file that an upload cut short is continued; its folder exists. */
  readonly remotePath: string
  readonly sizeBytes: number
  readonly signal: AbortSignal
  /** Called now and then. */
  readonly onProgress: (doneBytes: number) => void
}

const CHUNK_BYTES = 32 * 1024

/** Writes under way at once: one at a time would cost a round trip for each chunk. */
const MAX_WRITES = 32

/**
 * Copies a file over SFTP, from where an earlier try ended. Whether the whole is right is for a checksum to say.
 * @returns where it began, in bytes
 */
export async function upload(session: SFTPWrapper, what: Upload): Promise<number> {
  const startBytes = resumeAt(await sizeOf(session, what.remotePath), what.sizeBytes)
  const handle = await openRemote(session, what.remotePath, startBytes === 0 ? 'w' : 'r+')
  const local = await open(what.localPath, 'r')
  try {
    await copy({ session, handle, local, startBytes, ...what })
  } finally {
    await local.close()
    await closeRemote(session, handle)
  }
  return startBytes
}

/** Writes end in any order: behind the end of the file as many chunks as were under way may be missing. */
export function resumeAt(presentBytes: number, sizeBytes: number): number {
  return presentBytes > sizeBytes ? 0 : Math.max(0, presentBytes - MAX_WRITES * CHUNK_BYTES)
}

interface Copy extends Upload {
  readonly session: SFTPWrapper
  readonly handle: Buffer
  readonly local: FileHandle
  readonly startBytes: number
}

async function copy(job: Copy): Promise<void> {
  let position = job.startBytes
  const lane = async () => {
    while (position < job.sizeBytes) {
      if (job.signal.aborted) throw new Cancelled('the deployment was cancelled')
      const at = position
      position += CHUNK_BYTES
      await copyChunk(job, at)
      job.onProgress(Math.min(position, job.sizeBytes))
    }
  }
  await Promise.all(Array.from({ length: MAX_WRITES }, lane))
}

async function copyChunk({ session, handle, local, sizeBytes }: Copy, at: number): Promise<void> {
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, sizeBytes - at))
  await local.read(chunk, 0, chunk.length, at)
  await done(finish => session.write(handle, chunk, 0, chunk.length, at, finish))
}

async function sizeOf(session: SFTPWrapper, path: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  session.stat(path, (error, stats) => resolve(error ? 0 : stats.size))
  return promise
}

function openRemote(session: SFTPWrapper, path: string, flags: 'w' | 'r+'): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  session.open(path, flags, { mode: 0o600 }, (error, handle) => (error ? reject(error) : resolve(handle)))
  return promise
}

const closeRemote = (session: SFTPWrapper, handle: Buffer): Promise<void> =>
  done(finish => session.close(handle, finish))

function done(start: (finish: (error?: Error | null) => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  start(error => (error ? reject(error) : resolve()))
  return promise
}

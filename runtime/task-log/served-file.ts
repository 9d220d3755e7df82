import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { isAbsolute, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Opens a file below `folder`, or null when there is none, it is no plain file, or its path or a link leads elsewhere. */
export async function openFileBelow(folder: string, filename: string): Promise<FileHandle | null> {
  if (filename.includes('\0')) return null
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, filename))])
    if (isOutside(relative(root, path)) || !(await stat(path)).isFile()) return null
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (NOT_THERE.has((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** Sends the file as it is now: all of it, or the bytes of `range` (a Range header `bytes=FROM-` or `bytes=FROM-TO`). */
export async function sendFile(response: ServerResponse, file: FileHandle, range: string | undefined): Promise<void> {
  const { size } = await file.stat()
  const wanted = readRange(range)
  const from = wanted?.from ?? 0
  const to = Math.min(wanted?.to ?? Number.POSITIVE_INFINITY, size - 1)
  if (wanted !== null && from >= size) {
    response.writeHead(416, { ...HEADERS, 'Content-Range': `bytes */${size}` }).end()
    return
  }
  const part = wanted === null ? {} : { 'Content-Range': `bytes ${from}-${to}/${size}` }
  response.writeHead(wanted === null ? 200 : 206, { ...HEADERS, ...part, 'Content-Length': to - from + 1 })
  if (size === 0 || response.req.method === 'HEAD') response.end()
  else await pipeline(file.createReadStream({ start: from, end: to, autoClose: false }), response)
}

const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'])

const HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Accept-Ranges': 'bytes',
}

const isOutside = (path: string): boolean => isAbsolute(path) || path.split('/').includes('..')

/** Null for no range, and for those that HTTP lets a server ignore: several at once, from the end, backwards. */
function readRange(range: string | undefined): { readonly from: number; readonly to: number } | null {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range ?? '')
  if (match === null) return null
  const [from, to] = [Number(match[1]), match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2])]
  return to < from ? null : { from, to }
}

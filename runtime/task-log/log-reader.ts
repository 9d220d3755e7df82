import { type FileHandle, open } from 'node:fs/promises'

export interface LogChunk {
  readonly content: string
  /** Where to go on reading, in bytes. */
  readonly nextOffset: number
  /** Nothing more is in the file now; it may still grow. */
  readonly isAtEnd: boolean
  /** There is no such file: the attempt has not begun, or ran on another machine. */
  readonly isMissing: boolean
}

export const MOST_BYTES = 1024 * 1024

/** What is read of a file that is not there. */
export const MISSING = { content: '', isAtEnd: true, isMissing: true } as const

/** Reads the next part of an attempt's log file, at most `mostBytes`; never a part of a character. */
export async function readTaskLog(path: string, offset: number, mostBytes = MOST_BYTES): Promise<LogChunk> {
  const file = await openIfThere(path)
  if (file === null) return { ...MISSING, nextOffset: offset }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, offset)
    return logChunk(buffer.subarray(0, bytesRead), { offset, mostBytes })
  } finally {
    await file.close()
  }
}

/** What was read at `offset` when at most `mostBytes` were asked for; a character cut off at the end waits. */
export function logChunk(bytes: Buffer, { offset, mostBytes }: ByteRange): LogChunk {
  const whole = wholeCharacters(bytes)
  return {
    content: bytes.toString('utf8', 0, whole),
    nextOffset: offset + whole,
    isAtEnd: bytes.length < mostBytes,
    isMissing: false,
  }
}

interface ByteRange {
  readonly offset: number
  readonly mostBytes: number
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Length without the bytes of a character at the end whose other bytes are yet to come. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    return bytesOfCharacter(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function bytesOfCharacter(first: number): number {
  if (first >= 0b1111_0000) return 4
  if (first >= 0b1110_0000) return 3
  return first >= 0b1100_0000 ? 2 : 1
}

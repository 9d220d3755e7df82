import { type ReleaseFile, sortedFiles } from './release-file.ts'

const BLOCK = 512

/**
 * A tar archive, piece by piece, that is the same for the same files: sorted, of no date, owned by root. The format is
 * POSIX ustar with pax headers for names that ustar cannot hold, which every tar of the last twenty years reads.
 */
export function* tarOf(files: readonly ReleaseFile[]): Generator<Uint8Array> {
  const sorted = sortedFiles(files)
  for (const folder of foldersOf(sorted)) yield* entry({ name: `${folder}/`, type: 'folder', mode: 0o755, size: 0 })
  for (const { path, content, isExecutable } of sorted) {
    yield* entry({ name: path, type: 'file', mode: isExecutable ? 0o755 : 0o644, size: content.length })
    yield content
    yield padding(content.length)
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** Every folder above a file, outer ones first. */
function foldersOf(files: readonly ReleaseFile[]): string[] {
  const folders = files.flatMap(({ path }) => {
    const names = path.split('/').slice(0, -1)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
  return [...new Set(folders)].sort()
}

interface Entry {
  readonly name: string
  readonly type: keyof typeof TYPES
  readonly mode: number
  readonly size: number
}

const TYPES = { file: '0', folder: '5', pax: 'x' } as const

function* entry(one: Entry): Generator<Uint8Array> {
  if (fits(one.name)) {
    yield header(one)
    return
  }
  const record = paxRecord('path', one.name)
  yield header({ name: 'pax', type: 'pax', mode: 0o644, size: record.length })
  yield record
  yield padding(record.length)
  yield header({ ...one, name: 'see-pax-header' })
}

/** What needs no pax header: plain ASCII of at most the 100 bytes that the name field has. */
const fits = (name: string): boolean => /^[\x20-\x7e]{1,100}$/.test(name)

/** `<length> key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`)
  let length = rest.length
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

function header({ name, type, mode, size }: Entry): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 'ascii')
  block.write(octal(mode, 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(size, 11), 124)
  block.write(octal(0, 11), 136)
  block.write(' '.repeat(8), 148)
  block.write(TYPES[type], 156)
  block.write('ustar\u000000', 257)
  block.write('root', 265)
  block.write('root', 297)
  block.write(`${octal(sumOf(block), 6)}\u0000 `, 148)
  return block
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')

const sumOf = (block: Buffer): number => block.reduce((sum, byte) => sum + byte, 0)

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

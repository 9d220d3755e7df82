import type { JsonValue } from '../model/keys.ts'
import { readPickle } from './pickle/read-pickle.ts'
import type { Unpickled } from './pickle/reader.ts'

/** Python's pickle, protocol 4, as `dag_run.conf` and `task_instance.executor_config` hold it. */
export function pickle(value: JsonValue): Buffer {
  const parts: Buffer[] = [Buffer.from([0x80, 4])]
  write(value, parts)
  parts.push(Buffer.from('.'))
  return Buffer.concat(parts)
}

/**
 * Reads protocols 2 to 5, but nothing that would need code: no instances, no functions.
 * @throws UnreadablePickle naming the class or the byte that it cannot read
 */
export function unpickle(bytes: Uint8Array): Unpickled {
  return readPickle(bytes)
}

function write(value: JsonValue, parts: Buffer[]): void {
  if (value === null) parts.push(Buffer.from('N'))
  else if (typeof value === 'boolean') parts.push(Buffer.from([value ? 0x88 : 0x89]))
  else if (typeof value === 'number') parts.push(numberOpcode(value))
  else if (typeof value === 'string') writeString(value, parts)
  else if (isArray(value)) writeList(value, parts)
  else writeDict(value, parts)
}

/** TypeScript's own Array.isArray does not narrow read-only arrays. */
const isArray = (value: object): value is readonly JsonValue[] => Array.isArray(value)

function numberOpcode(value: number): Buffer {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return floatOpcode(value)
  if (value >= 0 && value < 256) return Buffer.from([0x4b, value])
  if (value >= -(2 ** 31) && value < 2 ** 31) return withInt32('J', value)
  return longOpcode(value)
}

function floatOpcode(value: number): Buffer {
  const bytes = Buffer.alloc(9, 'G')
  bytes.writeDoubleBE(value, 1)
  return bytes
}

function withInt32(opcode: string, value: number): Buffer {
  const bytes = Buffer.alloc(5, opcode)
  bytes.writeInt32LE(value, 1)
  return bytes
}

/** A safe integer fits into eight bytes of two's complement. */
function longOpcode(value: number): Buffer {
  const bytes = Buffer.from([0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0])
  bytes.writeBigInt64LE(BigInt(value), 2)
  return bytes
}

/** Python memoizes each string and container; nothing refers to ours, but an empty dict is then the same bytes. */
const MEMOIZE = 0x94

function writeString(text: string, parts: Buffer[]): void {
  const utf8 = Buffer.from(text)
  parts.push(utf8.length < 256 ? Buffer.from([0x8c, utf8.length]) : withInt32('X', utf8.length))
  parts.push(utf8, Buffer.from([MEMOIZE]))
}

function writeList(items: readonly JsonValue[], parts: Buffer[]): void {
  parts.push(Buffer.from([0x5d, MEMOIZE]))
  if (items.length === 0) return
  parts.push(Buffer.from('('))
  for (const item of items) write(item, parts)
  parts.push(Buffer.from('e'))
}

function writeDict(dict: { readonly [key: string]: JsonValue }, parts: Buffer[]): void {
  parts.push(Buffer.from([0x7d, MEMOIZE]))
  const entries = Object.entries(dict)
  if (entries.length === 0) return
  parts.push(Buffer.from('('))
  for (const [key, value] of entries) {
    writeString(key, parts)
    write(value, parts)
  }
  parts.push(Buffer.from('u'))
}

import { UnreadablePickle } from '../errors.ts'

/** What a pickle of plain data holds; tuples are read as arrays, integers beyond the safe ones as bigint. */
export type Unpickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Unpickled[]
  | Set<Unpickled>
  | { [key: string]: Unpickled }

/** Stands for a class or function on the stack until REDUCE calls it. */
export class Global {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

export type Entry = Unpickled | Global

/** The stack machine that a pickle is a program for (the opcodes are described in Python's pickletools). */
export class PickleReader {
  readonly #bytes: Buffer
  readonly #memo = new Map<number, Entry>()
  readonly #marked: Entry[][] = []
  #stack: Entry[] = []
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Where the next byte is. */
  get at(): number {
    return this.#at
  }

  take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new UnreadablePickle('it ends too early')
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }

  /** A length or index: unsigned, little endian. */
  takeSize(bytes: 1 | 4 | 8): number {
    return bytes === 8 ? Number(this.take(8).readBigUInt64LE()) : this.take(bytes).readUIntLE(0, bytes)
  }

  takeLine(): string {
    return this.take(this.#bytes.indexOf('\n', this.#at) + 1 - this.#at)
      .toString('utf8')
      .trimEnd()
  }

  push(entry: Entry): void {
    this.#stack.push(entry)
  }

  pop(): Unpickled {
    return plain(this.popEntry())
  }

  popEntry(): Entry {
    const entry = this.#stack.pop()
    if (entry === undefined) throw new UnreadablePickle('its stack is empty too early')
    return entry
  }

  peek(): Entry {
    const entry = this.popEntry()
    this.push(entry)
    return entry
  }

  mark(): void {
    this.#marked.push(this.#stack)
    this.#stack = []
  }

  /** All values since the last mark. */
  popMarked(): Unpickled[] {
    const values = this.#stack.map(plain)
    const below = this.#marked.pop()
    if (below === undefined) throw new UnreadablePickle('a mark is missing')
    this.#stack = below
    return values
  }

  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.peek())
  }

  recall(index: number): void {
    const entry = this.#memo.get(index)
    if (entry === undefined) throw new UnreadablePickle(`memo ${index} is missing`)
    this.push(entry)
  }
}

function plain(entry: Entry): Unpickled {
  if (entry instanceof Global) throw new UnreadablePickle(`it holds ${entry.name}, which is not plain data`)
  return entry
}

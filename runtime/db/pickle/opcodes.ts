import { UnreadablePickle } from '../errors.ts'
import { Global, type PickleReader, type Unpickled } from './reader.ts'

type Step = (reader: PickleReader) => void
export const STOP = 0x2e
const code = (character: string): number => character.charCodeAt(0)

const SCALARS: [number, Step][] = [
  [code('N'), r => r.push(null)],
  [0x88, r => r.push(true)],
  [0x89, r => r.push(false)],
  [code('K'), r => r.push(r.takeSize(1))],
  [code('M'), r => r.push(r.take(2).readUInt16LE())],
  [code('J'), r => r.push(r.take(4).readInt32LE())],
  [0x8a, r => r.push(long(r.take(r.takeSize(1))))],
  [0x8b, r => r.push(long(r.take(r.takeSize(4))))],
  [code('G'), r => r.push(r.take(8).readDoubleBE())],
  [0x8c, r => r.push(r.take(r.takeSize(1)).toString('utf8'))],
  [code('X'), r => r.push(r.take(r.takeSize(4)).toString('utf8'))],
  [0x8d, r => r.push(r.take(r.takeSize(8)).toString('utf8'))],
  [code('C'), r => r.push(r.take(r.takeSize(1)))],
  [code('B'), r => r.push(r.take(r.takeSize(4)))],
  [0x8e, r => r.push(r.take(r.takeSize(8)))],
  [0x96, r => r.push(r.take(r.takeSize(8)))],
]

const CONTAINERS: [number, Step][] = [
  [code(']'), r => r.push([])],
  [code('}'), r => r.push({})],
  [code(')'), r => r.push([])],
  [0x8f, r => r.push(new Set())],
  [code('('), r => r.mark()],
  [code('t'), r => r.push(r.popMarked())],
  [0x85, r => r.push(popTuple(r, 1))],
  [0x86, r => r.push(popTuple(r, 2))],
  [0x87, r => r.push(popTuple(r, 3))],
  [0x91, r => r.push(new Set(r.popMarked()))],
  [code('a'), r => append(r, [r.pop()])],
  [code('e'), r => append(r, r.popMarked())],
  [code('s'), r => setItems(r, popTuple(r, 2))],
  [code('u'), r => setItems(r, r.popMarked())],
  [0x90, r => addItems(r, r.popMarked())],
]

const MACHINERY: [number, Step][] = [
  [0x80, r => r.take(1)],
  [0x95, r => r.take(8)],
  [0x94, r => r.remember()],
  [code('q'), r => r.remember(r.takeSize(1))],
  [code('r'), r => r.remember(r.takeSize(4))],
  [code('h'), r => r.recall(r.takeSize(1))],
  [code('j'), r => r.recall(r.takeSize(4))],
  [code('c'), r => r.push(new Global(`${r.takeLine()}.${r.takeLine()}`))],
  [0x93, r => r.push(new Global(popTuple(r, 2).join('.')))],
  [code('R'), reduce],
]

export const OPCODES: ReadonlyMap<number, Step> = new Map([...SCALARS, ...CONTAINERS, ...MACHINERY])

function long(bytes: Buffer): number | bigint {
  const unsigned = bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
  const signed = BigInt.asIntN(bytes.length * 8, unsigned)
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
}

const popTuple = (reader: PickleReader, length: number): Unpickled[] =>
  Array.from({ length }, () => reader.pop()).reverse()

function append(reader: PickleReader, items: Unpickled[]): void {
  const list = reader.peek()
  if (!Array.isArray(list)) throw new UnreadablePickle('it appends to what is no list')
  for (const item of items) list.push(item)
}

function addItems(reader: PickleReader, items: Unpickled[]): void {
  const set = reader.peek()
  if (!(set instanceof Set)) throw new UnreadablePickle('it adds to what is no set')
  for (const item of items) set.add(item)
}

function setItems(reader: PickleReader, items: Unpickled[]): void {
  const dict = reader.peek() as object
  for (let index = 0; index < items.length; index += 2) {
    const [key, value] = items.slice(index, index + 2)
    // Not by assignment, which would take a key `__proto__` for the prototype.
    Object.defineProperty(dict, keyText(key), { value, enumerable: true, writable: true, configurable: true })
  }
}

/** Keys that are not text become what Python's json makes of them. */
function keyText(key: Unpickled | undefined): string {
  if (typeof key === 'object' && key !== null) throw new UnreadablePickle('a dict has a key that is no plain value')
  return String(key)
}

/** Protocols 2 and 3 have no opcodes for sets and bytes: they call their classes. */
function reduce(reader: PickleReader): void {
  const [first = [], second] = reader.pop() as Unpickled[]
  const callable = reader.popEntry()
  const name = callable instanceof Global ? callable.name : 'a call'
  if (/^(__builtin__|builtins)\.(frozen)?set$/.test(name)) reader.push(new Set(first as Unpickled[]))
  else if (/^(__builtin__|builtins)\.bytes$/.test(name)) reader.push(Buffer.alloc(0))
  else if (name === '_codecs.encode' && second === 'latin1') reader.push(Buffer.from(first as string, 'latin1'))
  else throw new UnreadablePickle(`it holds ${name}, which is not plain data`)
}

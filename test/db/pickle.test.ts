import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnreadablePickle } from '../../runtime/db/errors.ts'
import { pickle, unpickle } from '../../runtime/db/pickle.ts'
import type { JsonValue } from '../../runtime/model/keys.ts'
import { hasPythonModule, runPython } from './python.ts'

interface PythonPickle {
  readonly name: string
  readonly protocol: number
  readonly hex: string
  readonly json: JsonValue
}

const written: PythonPickle[] = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/pickles.json'), 'utf8'))
const read = (hex: string) => unpickle(Buffer.from(hex, 'hex'))

describe('unpickle', () => {
  test.each(written)('reads $name of protocol $protocol', ({ hex, json }) => {
    expect(read(hex)).toEqual(json)
  })

  test('reads a key that looks like a prototype as a key', () => {
    const value = unpickle(pickle(JSON.parse('{"__proto__": {"a": 1}}')))
    expect(Object.keys(value as object)).toEqual(['__proto__'])
  })

  // [{1, 2}, b'\x00\xff', frozenset(['x']), 2**70, -2**70, and b'' or, in protocol 5, bytearray(b'ab')]
  test.each([
    '80025d710028635f5f6275696c74696e5f5f0a7365740a71015d7102284b014b0265857103527104635f636f646563730a656e636f64650a7105580300000000c3bf710658060000006c6174696e317107867108527109635f5f6275696c74696e5f5f0a66726f7a656e7365740a710a5d710b580100000078710c6185710d52710e8a090000000000000000408a090000000000000000c0635f5f6275696c74696e5f5f0a62797465730a710f29527110652e',
    '80035d710028636275696c74696e730a7365740a71015d7102284b014b0265857103527104430200ff7105636275696c74696e730a66726f7a656e7365740a71065d710758010000007871086185710952710a8a090000000000000000408a090000000000000000c04300710b652e',
    '80049532000000000000005d94288f94284b014b0290430200ff94288c01789491948a090000000000000000408a090000000000000000c0430094652e',
    '8005953b000000000000005d94288f94284b014b0290430200ff94288c01789491948a090000000000000000408a090000000000000000c0960200000000000000616294652e',
  ])('reads sets, bytes and long integers (%#)', hex => {
    const [set, bytes, frozen, big, negative, last] = read(hex) as unknown[]
    expect([set, frozen, big, negative]).toEqual([new Set([1, 2]), new Set(['x']), 2n ** 70n, -(2n ** 70n)])
    expect([...(bytes as Uint8Array)]).toEqual([0, 255])
    expect(Buffer.from(last as Uint8Array).toString()).toMatch(/^(ab)?$/)
  })

  test('names the class that a pickle needs and does not call it', () => {
    const datetime =
      '80049532000000000000007d948c026174948c086461746574696d65948c086461746574696d65949394430a07ea01010000000000009485945294732e'
    expect(() => read(datetime)).toThrow(
      'Cannot read a pickled value: it holds datetime.datetime, which is not plain data.',
    )
  })

  test('names a function that a pickle refers to', () => {
    expect(() => read('8004951d000000000000007d948c0166948c086275696c74696e73948c057072696e74949394732e')).toThrow(
      'it holds builtins.print',
    )
  })

  test.each([
    ['80047d94', 'ends too early'],
    ['', 'ends too early'],
    ['8004422e', 'ends too early'],
    ['80042e', 'stack is empty'],
    ['80045d2865652e', 'a mark is missing'],
    ['800468092e', 'memo 9 is missing'],
    ['80044e4e612e', 'what is no list'],
    ['8004512e', 'opcode 0x51 at byte 2'],
  ])('refuses the damaged %s', (hex, problem) => {
    expect(() => read(hex)).toThrow(UnreadablePickle)
    expect(() => read(hex)).toThrow(problem)
  })
})

describe('pickle', () => {
  test('writes an empty conf as Airflow does', () => {
    expect(pickle({}).toString('hex')).toBe('80047d942e')
  })

  test('writes what unpickle reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(unpickle(pickle(value as JsonValue))).toEqual(value)
      }),
    )
  })

  test.skipIf(!hasPythonModule('pickle'))('writes what Python reads', () => {
    const values = written.filter(({ protocol }) => protocol === 4).map(({ json }) => json)
    const all = [...values, 2 ** 53 - 1, -(2 ** 40), 1.5, 'ü'.repeat(200), { 'a b': ['😀', null] }]
    const program =
      'import sys, json, pickle; print(json.dumps([pickle.loads(bytes.fromhex(x)) for x in json.load(sys.stdin)]))'
    expect(
      runPython(
        program,
        all.map(value => pickle(value).toString('hex')),
      ),
    ).toEqual(all)
  })
})

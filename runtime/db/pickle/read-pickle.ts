import { UnreadablePickle } from '../errors.ts'
import { OPCODES, STOP } from './opcodes.ts'
import { PickleReader, type Unpickled } from './reader.ts'

/** Runs the program that a pickle is. Throws UnreadablePickle for anything but plain data. */
export function readPickle(bytes: Uint8Array): Unpickled {
  const reader = new PickleReader(bytes)
  for (;;) {
    const { at } = reader
    const opcode = reader.take(1)[0] ?? 0
    if (opcode === STOP) return reader.pop()
    const step = OPCODES.get(opcode)
    if (step === undefined)
      throw new UnreadablePickle(`opcode 0x${opcode.toString(16)} at byte ${at} is not plain data`)
    step(reader)
  }
}

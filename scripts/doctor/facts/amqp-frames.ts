import type { Duplex } from 'node:stream'

/** A method of AMQP 0-9-1, as in class 10, method 10: connection.start. */
export interface Method {
  readonly id: string
  readonly args: Buffer
}

const METHOD_FRAME = 1

const FRAME_END = 0xce

/** The protocol header (AMQP 0-9-1, 4.2.2). */
export const HEADER = Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1])

export function methodFrame(id: string, ...args: readonly Buffer[]): Buffer {
  const [classId = 0, methodId = 0] = id.split('.').map(Number)
  const payload = Buffer.concat([short(classId), short(methodId), ...args])
  return Buffer.concat([Buffer.from([METHOD_FRAME]), short(0), long(payload.length), payload, Buffer.from([FRAME_END])])
}

export function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function long(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** At most 255 bytes, its length before it in one. */
export const shortText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])

/** Its length before it in four bytes. */
export const longText = (text: string | Buffer): Buffer =>
  Buffer.concat([long(Buffer.byteLength(text)), Buffer.from(text)])

/** Each method that arrives on the stream, to its end. */
export async function* methodsOn(stream: Duplex): AsyncGenerator<Method> {
  let buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    buffer = Buffer.concat([buffer, chunk as Buffer])
    // type, channel and length take seven bytes, the end of the frame one.
    while (buffer.length >= 8 && buffer.length >= 8 + buffer.readUInt32BE(3)) {
      const length = buffer.readUInt32BE(3)
      const payload = buffer.subarray(7, 7 + length)
      if (buffer[0] === METHOD_FRAME)
        yield { id: `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`, args: payload.subarray(4) }
      buffer = buffer.subarray(8 + length)
    }
  }
}

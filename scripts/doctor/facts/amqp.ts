import type { Duplex } from 'node:stream'
import { HEADER, longText, type Method, methodFrame, methodsOn, shortText } from './amqp-frames.ts'

export interface AmqpLogin {
  readonly user: string
  readonly password: string
  readonly vhost: string
}

/** How a broker takes a login. `refused` with the code and the words of connection.close. */
export type AmqpAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly code: number; readonly text: string }
  | { readonly kind: 'silent' }

/**
 * Opens a virtual host, and nothing more: AMQP's handshake on a stream that is there already, which amqplib cannot use.
 */
export async function openVhost(stream: Duplex, login: AmqpLogin): Promise<AmqpAnswer> {
  const patience = setTimeout(() => stream.destroy(), ANSWER_MS)
  try {
    stream.write(HEADER)
    for await (const method of methodsOn(stream)) {
      const answer = answerTo(method, login, stream)
      if (answer !== null) return answer
    }
    return { kind: 'silent' }
  } catch {
    return { kind: 'silent' }
  } finally {
    clearTimeout(patience)
  }
}

const ANSWER_MS = 10_000

/** Methods of the class connection (AMQP 0-9-1, 1.4). */
const START = '10.10'
const START_OK = '10.11'
const TUNE = '10.30'
const TUNE_OK = '10.31'
const OPEN = '10.40'
const OPEN_OK = '10.41'
const CLOSE = '10.50'

function answerTo({ id, args }: Method, { user, password, vhost }: AmqpLogin, stream: Duplex): AmqpAnswer | null {
  if (id === START) {
    const plain = longText(`\0${user}\0${password}`)
    stream.write(methodFrame(START_OK, CLIENT, shortText('PLAIN'), plain, shortText('en_US')))
  } else if (id === TUNE) {
    stream.write(methodFrame(TUNE_OK, args))
    stream.write(methodFrame(OPEN, shortText(vhost), shortText(''), Buffer.from([0])))
  } else if (id === OPEN_OK) {
    return { kind: 'open' }
  } else if (id === CLOSE) {
    const length = args.readUInt8(2)
    return { kind: 'refused', code: args.readUInt16BE(0), text: args.toString('utf8', 3, 3 + length) }
  }
  return null
}

/** Without this capability RabbitMQ hangs up on a wrong password without a word. */
const CLIENT = (() => {
  const capability = Buffer.concat([shortText('authentication_failure_close'), Buffer.from('t'), Buffer.from([1])])
  return longText(Buffer.concat([shortText('capabilities'), Buffer.from('F'), longText(capability)]))
})()

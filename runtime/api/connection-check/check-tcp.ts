import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SlipstreamError } from '../../model/errors.ts'
import { type Check, PATIENCE_MS } from './check.ts'

class NotReachable extends SlipstreamError {
  override readonly name = 'NotReachable'
}

/** For types without a check of their own: whether the port answers. */
export const checkTcp: Check = async ({ connType, host, port }) => {
  if (!host || port === null)
    throw new NotReachable(`A connection of type ${connType} can be tested by its host and port only: give both`)
  using socket = await open(host, port)
  return `${socket.remoteAddress}:${port} can be reached. Login and password were not tried`
}

/** Whether an SSH server greets (RFC 4253, 4.2). */
export const checkSsh: Check = async ({ host, port }) => {
  if (!host) throw new NotReachable('The connection names no host')
  using socket = await open(host, port ?? 22)
  const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) })) as [Buffer]
  const line = greeting.toString('latin1').split(/\r?\n/)[0] ?? ''
  if (!line.startsWith('SSH-')) throw new NotReachable(`${host} answers, but not as an SSH server does`)
  return `${host} answers as ${line}. Login and key were not tried`
}

async function open(host: string, port: number): Promise<Socket & Disposable> {
  const socket = connect({ host, port })
  const close = { [Symbol.dispose]: () => void socket.destroy() }
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (error) {
    socket.destroy()
    throw new NotReachable(`${host}:${port} cannot be reached`, { cause: error })
  }
  return Object.assign(socket, close)
}

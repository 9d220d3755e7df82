import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A comment now and then keeps proxies from closing a quiet stream, and finds clients that are gone. */
const KEEP_ALIVE_MS = 15_000

/**
 * Answers with server-sent events (the standard's text/event-stream); each value becomes one event of JSON. The signal
 * that `values` gets is aborted when the client has gone, or when the server closes.
 */
export function answerEvents(
  reply: FastifyReply,
  closing: AbortSignal,
  values: (signal: AbortSignal) => AsyncIterable<unknown>,
): Readable {
  // Proxies (nginx) would collect the stream into large pieces.
  reply.type('text/event-stream; charset=utf-8').header('X-Accel-Buffering', 'no')
  const ended = new AbortController()
  const stream = new Readable({
    read: () => undefined,
    destroy: (error, done) => {
      ended.abort()
      done(error)
    },
  })
  const keepAlive = setInterval(() => stream.push(':\n\n'), KEEP_ALIVE_MS)
  stream.push(':\n\n')
  void pump(stream, values(AbortSignal.any([ended.signal, closing]))).finally(() => clearInterval(keepAlive))
  return stream
}

async function pump(stream: Readable, values: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const value of values) if (!stream.destroyed) stream.push(`data: ${JSON.stringify(value)}\n\n`)
    if (!stream.destroyed) stream.push(null)
  } catch (error) {
    stream.destroy(error as Error)
  }
}

import type { Message } from 'amqplib'
import type { JsonValue } from '../../model/keys.ts'
import { BadTaskMessage } from '../errors.ts'

/** A task message as a worker reads it, whoever sent it. */
export interface ReceivedTask {
  readonly id: string
  readonly taskName: string
  readonly args: readonly JsonValue[]
  readonly kwargs: Readonly<Record<string, JsonValue>>
  readonly embed: Readonly<Record<string, JsonValue>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly retries: number
  readonly etaMs: number | null
  readonly expiresMs: number | null
  readonly rootId: string
  readonly parentId: string | null
  readonly origin: string | null
  readonly exchange: string
  readonly routingKey: string
  readonly redelivered: boolean
}

/** Reads a Celery task message of protocol 2 in JSON. Throws BadTaskMessage for anything else. */
export function parseTaskMessage(message: Pick<Message, 'content' | 'fields' | 'properties'>): ReceivedTask {
  const headers: Readonly<Record<string, unknown>> = message.properties.headers ?? {}
  const { task, id } = headers
  const body = bodyOf(message, headers)
  if (typeof task !== 'string' || typeof id !== 'string') throw new BadTaskMessage(whyNoTask(body))
  const [args, kwargs, embed] = protocol2Body(body)
  return {
    id,
    taskName: task,
    args,
    kwargs,
    embed,
    headers,
    retries: typeof headers['retries'] === 'number' ? headers['retries'] : 0,
    etaMs: timeOf('eta', headers['eta']),
    expiresMs: timeOf('expires', headers['expires']),
    rootId: textOf(headers['root_id']) ?? id,
    parentId: textOf(headers['parent_id']),
    origin: textOf(headers['origin']),
    exchange: message.fields.exchange,
    routingKey: message.fields.routingKey,
    redelivered: message.fields.redelivered,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function bodyOf({ content, properties }: Pick<Message, 'content' | 'properties'>, headers: object): unknown {
  const type = properties.contentType ?? 'application/json'
  if (type !== 'application/json') {
    throw new BadTaskMessage(`its content type is ${type}, expected application/json. Set task_serializer to json`)
  }
  const compression = (headers as Record<string, unknown>)['compression']
  if (compression) throw new BadTaskMessage(`it is compressed (${compression}). Unset task_compression at the sender`)
  try {
    return JSON.parse(textOfBody(content, properties.contentEncoding ?? 'utf-8'))
  } catch (cause) {
    if (cause instanceof BadTaskMessage) throw cause
    throw new BadTaskMessage(`its body is not JSON: ${(cause as Error).message}`, { cause })
  }
}

function textOfBody(content: Buffer, encoding: string): string {
  const name = encoding.toLowerCase()
  if (name === 'base64') return Buffer.from(content.toString('latin1'), 'base64').toString()
  if (['utf-8', 'utf8', 'us-ascii', 'ascii', 'binary'].includes(name)) return content.toString()
  throw new BadTaskMessage(`its content encoding is ${encoding}, expected utf-8`)
}

function whyNoTask(body: unknown): string {
  const isProtocol1 = typeof body === 'object' && body !== null && 'task' in body && 'id' in body
  if (isProtocol1) return 'it has protocol 1. Set task_protocol to 2 at the sender'
  return 'it has no headers "task" and "id"'
}

type Protocol2Body = [readonly JsonValue[], Record<string, JsonValue>, Record<string, JsonValue>]

function protocol2Body(body: unknown): Protocol2Body {
  if (Array.isArray(body) && body.length === 3) {
    const [args, kwargs, embed] = body
    if (Array.isArray(args) && isDict(kwargs) && (embed === null || isDict(embed))) return [args, kwargs, embed ?? {}]
  }
  throw new BadTaskMessage('its body is not a list of arguments, keyword arguments and embed')
}

const isDict = (value: unknown): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Python's isoformat; without an offset it is UTC, as Celery reads it. */
function timeOf(name: string, value: unknown): number | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  const timeMs = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  if (Number.isNaN(timeMs)) throw new BadTaskMessage(`its header ${name} is "${text}", expected an ISO 8601 date`)
  return timeMs
}

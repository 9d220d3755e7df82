import { badRequest } from '../../api/problem.ts'
import type { JsonValue } from '../../model/keys.ts'

/** What the body of `/api/task/apply`, `async-apply` or `send-task` asks for. */
export interface AskedCall {
  readonly args: readonly JsonValue[]
  readonly kwargs: Fields
  readonly options: Fields
}

/** Of Celery's options of `apply_async`, those that flower follows. */
export interface CallOptions {
  /** Null is the default queue. */
  readonly queue: string | null
  /** Null is a new one. */
  readonly id: string | null
  /** ISO 8601, in UTC. */
  readonly eta: string | null
  readonly expires: string | null
}

export type Fields = Readonly<Record<string, JsonValue>>

/** Reads the text of the body, whatever its content type (flower.api.tasks). @throws Problem 400 */
export function readAskedCall(text: string): AskedCall {
  const { args = [], kwargs = {}, ...options } = fieldsOf(text)
  if (!Array.isArray(args)) throw badRequest('args must be an array')
  if (!isFields(kwargs)) throw badRequest('kwargs must be an object')
  return { args, kwargs, options }
}

/** Seconds to wait for the end; null is as long as it takes. @throws Problem 400 */
export function timeoutOf({ timeout = null }: Fields): number | null {
  if (timeout === null) return null
  const seconds = secondsOf(timeout)
  if (seconds === null) throw badRequest('Invalid timeout')
  return seconds
}

/** @throws Problem 400 for values of the wrong form, and for options that would be ignored */
export function callOptionsOf(options: Fields, nowMs: number): CallOptions {
  const stranger = Object.keys(options).find(name => !KNOWN.includes(name))
  if (stranger !== undefined) throw badRequest(`Invalid option '${stranger}', expected one of ${KNOWN.join(', ')}`)
  const { countdown, eta, expires } = options
  return {
    queue: nameOf(options['queue']) ?? nameOf(options['routing_key']),
    id: nameOf(options['task_id']),
    eta: afterSeconds(countdown, nowMs) ?? dateOf(eta),
    expires: isAbsent(expires) || secondsOf(expires) === null ? dateOf(expires) : afterSeconds(expires, nowMs),
  }
}

const KNOWN: readonly string[] = ['queue', 'routing_key', 'task_id', 'countdown', 'eta', 'expires', 'timeout']

function fieldsOf(text: string): Fields {
  if (text.trim() === '') return {}
  const value = parsed(text)
  if (isFields(value)) return value
  throw badRequest('invalid options')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badRequest(`The body is not JSON: ${(cause as Error).message}`)
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isAbsent = (value: JsonValue | undefined): value is null | undefined => value === null || value === undefined

const invalidOption = () => badRequest('Invalid option')

/** Null for what is no number of seconds; Flower takes texts of numbers too. */
function secondsOf(value: JsonValue | undefined): number | null {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value))
  return isNumber ? Number(value) : null
}

function afterSeconds(value: JsonValue | undefined, nowMs: number): string | null {
  if (isAbsent(value)) return null
  const seconds = secondsOf(value)
  if (seconds === null || Math.abs(seconds) > MOST_SECONDS) throw invalidOption()
  return new Date(nowMs + seconds * 1000).toISOString()
}

/** A hundred years. */
const MOST_SECONDS = 3_155_760_000

/** Flower's DATE_FORMAT, `2026-11-22 10:00:00.000000`, in UTC. */
function dateOf(value: JsonValue | undefined): string | null {
  if (isAbsent(value)) return null
  const [, day, time] = (typeof value === 'string' && DATE.exec(value)) || []
  const date = new Date(`${day}T${time}Z`)
  if (Number.isNaN(date.getTime())) throw invalidOption()
  return date.toISOString()
}

const DATE = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}\.\d{1,6})$/

const LONGEST_NAME = 255

function nameOf(value: JsonValue | undefined): string | null {
  if (isAbsent(value)) return null
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= LONGEST_NAME) return value
  throw invalidOption()
}

import type { JsonValue } from '../../model/keys.ts'

export const CONTROL_EXCHANGE = 'celery.pidbox'
export const REPLY_EXCHANGE = 'reply.celery.pidbox'

/** What Celery's clients publish to every node. */
export interface ControlRequest {
  readonly method: string
  readonly arguments: Readonly<Record<string, JsonValue>> | null
  readonly destination: readonly string[] | null
  readonly pattern: string | null
  /** How `pattern` is read; `glob` when null. */
  readonly matcher: string | null
  readonly ticket?: string
  readonly reply_to?: { readonly exchange: string; readonly routing_key: string }
}

export const JSON_MESSAGE = { contentType: 'application/json', contentEncoding: 'utf-8', persistent: false } as const

/** Null when the content is no request. */
export function parseControlRequest(content: Buffer): ControlRequest | null {
  try {
    const request = JSON.parse(content.toString()) as ControlRequest | null
    return typeof request?.method === 'string' ? request : null
  } catch {
    return null
  }
}

/** Whether the request is for that node: named, or matched by a pattern, or everyone is meant. */
export function isForNode({ destination, pattern, matcher }: ControlRequest, node: string): boolean {
  if (destination !== null && destination !== undefined && destination.length > 0) return destination.includes(node)
  if (!pattern || !matcher) return true
  return matcher === 'pcre' ? new RegExp(`^(?:${pattern})`).test(node) : globExpression(pattern).test(node)
}

// The clocks of a cluster's hosts may differ that much before anything else of Airflow's fails.
const CLOCK_SKEW_SECONDS = 15

/** Whether nobody waits for an answer any more, e.g. because this process was stopped for a while. */
export const isExpired = (expires: unknown, nowMs: number): boolean =>
  typeof expires === 'number' && expires > 0 && nowMs / 1000 > expires + CLOCK_SKEW_SECONDS

/** Python's fnmatch: `*`, `?`, `[abc]`, `[!abc]`. */
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, part => {
    if (part === '*') return '[\\s\\S]*'
    if (part === '?') return '[\\s\\S]'
    if (part.length > 1) return part.replaceAll('\\', '\\\\').replace(/^\[!/, '[^')
    return part.replace(/[.+^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^(?:${source})$`)
}

import { Problem } from '../../api/problem.ts'
import { SlipstreamError } from '../../model/errors.ts'
import { BrokerNotConnected } from '../../queue/errors.ts'
import { BadSearch } from '../errors.ts'

/** What to answer after an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const cause = { cause: error }
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof BadSearch) return new Problem(400, { detail }, cause)
  if (error instanceof BrokerNotConnected) return new Problem(503, { detail }, cause)
  if (error instanceof SlipstreamError) return new Problem(500, { detail }, cause)
  return new Problem(statusOf(error), { detail: isClients(error) ? detail : 'See the log of flower' }, cause)
}

const CLIENTS = [400, 404, 413, 415] as const

const statusOf = (error: unknown): (typeof CLIENTS)[number] | 500 => {
  const { statusCode = 500 } = (error ?? {}) as { readonly statusCode?: number }
  if (statusCode >= 500) return 500
  return CLIENTS.find(status => status === statusCode) ?? 400
}

const isClients = (error: unknown): boolean => statusOf(error) < 500

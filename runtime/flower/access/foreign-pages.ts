import type { FastifyRequest } from 'fastify'
import { Problem } from '../../api/problem.ts'

/**
 * Browsers send the password that they keep even where a page of another site asks, but they say so: in Sec-Fetch-Site
 * over HTTPS, and in Origin else. Programs send neither. @throws Problem 403
 */
export function refuseForeignPages({ headers }: FastifyRequest): void {
  const { origin, host = '' } = headers
  const site = headers['sec-fetch-site']
  const isOurs =
    site === undefined
      ? origin === undefined || URL.parse(origin)?.host === host
      : site === 'same-origin' || site === 'none'
  if (!isOurs) throw new Problem(403, { detail: 'The request comes from a page of another site' })
}

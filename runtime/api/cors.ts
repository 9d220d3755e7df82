import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.ts'

/** Lets browsers call the API from pages of other sites, as far as [api] access_control_allow_… says (Airflow's CORS). */
export function allowOtherOrigins(server: FastifyInstance, config: Config): void {
  const origins = (config.optional('api', 'access_control_allow_origins') ?? '').split(/[\s,]+/).filter(Boolean)
  if (origins.length === 0) return
  const fixed = fixedHeaders(config)
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.headers({ ...fixed, ...originHeaders(origins, request) })
  })
  server.options('/api/*', (_request: FastifyRequest, reply: FastifyReply) => reply.code(204).send())
}

function fixedHeaders(config: Config): Readonly<Record<string, string>> {
  const headers = config.optional('api', 'access_control_allow_headers')
  const methods = config.optional('api', 'access_control_allow_methods')
  return {
    ...(headers === null ? {} : { 'Access-Control-Allow-Headers': headers }),
    ...(methods === null ? {} : { 'Access-Control-Allow-Methods': methods }),
  }
}

/** Cookies are not meant: a page of another site has to bring a token or a password. */
function originHeaders(origins: readonly string[], { headers }: FastifyRequest): Readonly<Record<string, string>> {
  if (origins.includes('*')) return { 'Access-Control-Allow-Origin': '*' }
  const { origin } = headers
  const isAllowed = origin !== undefined && origins.includes(origin)
  return { Vary: 'Origin', ...(isAllowed ? { 'Access-Control-Allow-Origin': origin } : {}) }
}

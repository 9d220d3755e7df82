import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '../db/user.ts'
import type { Authenticate } from './auth/authenticate.ts'
import { isAllowed } from './auth/permission.ts'
import { readBody } from './input/read-body.ts'
import { type RawQuery, readQuery } from './input/read-query.ts'
import { Problem } from './problem.ts'
import type { Route, ServerParts } from './route.ts'

/** Serves a route below the server's prefix: user, rights, query and body are checked before its handler runs. */
export function registerRoute(
  server: FastifyInstance,
  route: Route,
  { parts, authenticate }: { readonly parts: ServerParts; readonly authenticate: Authenticate },
): void {
  const timezone = parts.config.string('core', 'default_timezone')
  server.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => {
      const user = await permittedUser(route, request, authenticate)
      const answer = await route.handle({
        parts,
        operationId: route.operationId,
        user,
        params: request.params as Readonly<Record<string, string>>,
        query: readQuery(route.query ?? {}, request.query as RawQuery, timezone),
        body: route.body === undefined ? undefined : readBody(route.body, request.body, timezone),
        request,
        reply,
      })
      return answer === null ? noContent(reply) : answer
    },
  })
}

const NOBODY: User = {
  id: 0,
  username: 'anonymous',
  firstName: 'Anonymous',
  lastName: '',
  email: '',
  roles: [],
  passwordHash: null,
  isActive: true,
  lastLoginMs: null,
  loginCount: 0,
  failedLoginCount: 0,
  createdOnMs: null,
}

async function permittedUser({ access }: Route, request: FastifyRequest, authenticate: Authenticate): Promise<User> {
  if (access === 'public') return NOBODY
  const user = await authenticate(request)
  if (!isAllowed(user.roles, access)) throw new Problem(403)
  return user
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}
